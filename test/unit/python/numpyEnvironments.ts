import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The oldest numpy that has a wheel for a version of Python. */
const oldestNumpy: Readonly<Record<string, string>> = {
  "3.9": "1.19.3",
  "3.10": "1.21.2",
  "3.11": "1.23.2",
  "3.12": "1.26.0",
  "3.13": "2.1.0",
};

/** Version of `python3` ("3.11"), or null where there is none. */
export const pythonVersion = findPython();

/** Requirements under which the reader is tested: the oldest numpy for this Python, and the newest. */
export const numpyRequirements: readonly string[] =
  pythonVersion !== null && pythonVersion in oldestNumpy
    ? [`numpy==${oldestNumpy[pythonVersion]!}`, "numpy"]
    : ["numpy"];

/**
 * A Python interpreter with this numpy, in an environment of its own under the cache folder (COLLIMATE_CACHE, else
 * ~/.cache/collimate). The first call downloads it.
 */
export function numpyPython(requirement: string): string {
  const cache = process.env["COLLIMATE_CACHE"] ?? join(homedir(), ".cache", "collimate");
  const kind = requirement.replace("==", "-");
  const folder = join(cache, `reader-python${pythonVersion ?? ""}-${kind}`);
  const python = join(folder, "bin", "python");
  const complete = join(folder, "complete");
  if (!existsSync(complete)) {
    mkdirSync(cache, { recursive: true });
    execFileSync("python3", ["-m", "venv", "--clear", folder], { stdio: "pipe" });
    execFileSync(
      python,
      ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--no-cache-dir", requirement],
      { stdio: "pipe" },
    );
    writeFileSync(complete, "");
  }
  return python;
}

function findPython(): string | null {
  try {
    const code = "import sys, venv; print('%d.%d' % sys.version_info[:2])";
    return execFileSync("python3", ["-c", code], { stdio: "pipe" }).toString().trim();
  } catch {
    return null;
  }
}
