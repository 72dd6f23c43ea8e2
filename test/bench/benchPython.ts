import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/**
 * A Python interpreter with the given packages of PyPI, in an environment of its own under the user's cache folder.
 * The first call downloads them.
 */
export function benchPython(packages: readonly string[]): string {
  const folder = path.join(homedir(), ".cache", "collimate", "bench-python");
  const python = path.join(folder, "bin", "python");
  if (!existsSync(python)) {
    mkdirSync(path.dirname(folder), { recursive: true });
    execFileSync("python3", ["-m", "venv", folder], { stdio: "ignore" });
  }
  const missing = packages.filter((name) => !isInstalled(python, name));
  if (missing.length > 0) {
    execFileSync(python, ["-m", "pip", "install", "--quiet", ...missing], { stdio: "ignore" });
  }
  return python;
}

function isInstalled(python: string, name: string): boolean {
  try {
    execFileSync(python, ["-c", `import ${name}`], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
