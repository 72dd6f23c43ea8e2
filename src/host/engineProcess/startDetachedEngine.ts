import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { EngineLocation } from "./engineLocation.js";
import { readEngineLine } from "./engineOutput.js";
import { describeEnd } from "./runEngine.js";

/** An engine that goes on when the window closes. */
export interface DetachedEngine {
  readonly processId: number;
  /** Null while it runs; then null message where it ended well. */
  ended(): { readonly message: string | null } | null;
  /** Settles when the engine ends. */
  readonly end: Promise<{ readonly message: string | null }>;
}

/**
 * Starts the engine in a process group of its own.
 * @param errorFile receives its standard error, so that a failure before there is a run folder can be told
 * @throws Error where the process cannot be started
 */
export async function startDetachedEngine(
  engine: EngineLocation,
  args: readonly string[],
  options: { readonly cwd: string; readonly errorFile: string },
): Promise<DetachedEngine> {
  mkdirSync(dirname(options.errorFile), { recursive: true });
  const errors = openSync(options.errorFile, "w");
  try {
    const child = spawn(engine.runtime, [engine.script, ...args], {
      cwd: options.cwd,
      env: engine.environment,
      detached: true,
      stdio: ["ignore", "ignore", errors],
      windowsHide: true,
    });
    await new Promise<void>((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.unref();
    let ended: { readonly message: string | null } | null = null;
    const end = new Promise<{ readonly message: string | null }>((resolve) => {
      child.once("exit", (code, signal) => {
        void lastWords(options.errorFile, code, signal).then((message) => {
          ended = { message };
          resolve(ended);
        });
      });
    });
    return { processId: child.pid!, ended: () => ended, end };
  } finally {
    closeSync(errors);
  }
}

async function lastWords(
  file: string,
  code: number | null,
  signal: NodeJS.Signals | null,
): Promise<string | null> {
  if (code === 0) return null;
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  for (const line of lines.toReversed()) {
    const read = readEngineLine(line);
    if (read.kind === "error") return read.message;
  }
  return describeEnd(
    code,
    signal,
    lines.filter((line) => readEngineLine(line).kind === "text"),
  );
}
