import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const engine = fileURLToPath(new URL("../../dist/collimate.js", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command line in `folder`. */
export function startCollimate(folder: string, words: readonly string[]): ChildProcess {
  if (!existsSync(engine)) throw new Error("dist/collimate.js is missing: run npm run build first");
  return spawn(process.execPath, [engine, ...words], { cwd: folder });
}

/** Waits for a started command line to end. */
export function finished(child: ChildProcess): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (data) => (stdout += String(data)));
  child.stderr?.on("data", (data) => (stderr += String(data)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}

/** Runs the built command line in `folder` to its end. */
export function collimate(folder: string, ...words: string[]): Promise<Finished> {
  return finished(startCollimate(folder, words));
}

/** The JSON document that a command prints with `--json`; throws with its messages where it failed. */
export async function collimateJson<T>(folder: string, ...words: string[]): Promise<T> {
  const result = await collimate(folder, ...words, "--json", "--quiet");
  if (result.code !== 0) throw new Error(`exit code ${String(result.code)}: ${result.stderr}`);
  return JSON.parse(result.stdout) as T;
}

/** Waits until `ready` gives something. */
export async function eventually<T>(
  ready: () => Promise<T | null | undefined | false>,
  milliseconds = 30_000,
): Promise<T> {
  for (const end = Date.now() + milliseconds; Date.now() < end;) {
    const found = await ready();
    if (found !== null && found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("it did not happen in time");
}

/** The folder of a run that a test started. */
export const runFolder = (folder: string, name: string, number: number): string =>
  join(folder, "runs", name, String(number).padStart(3, "0"));
