import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { EngineLocation } from "./engineLocation.js";
import { describeEnd } from "./runEngine.js";
import { yieldToEditor } from "./yieldToEditor.js";

const errorMark = "collimate: ";

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
    yieldToEditor(child.pid);
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
  // Without a terminal and without JSON progress, an error is the last thing that the command line writes.
  const at = text.lastIndexOf(errorMark);
  if (at >= 0) return text.slice(at + errorMark.length).trim();
  return describeEnd(
    code,
    signal,
    text.split(/\r?\n/).filter((line) => line !== ""),
  );
}
