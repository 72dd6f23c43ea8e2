import { spawn } from "node:child_process";
import { StoppedError } from "../../errors.js";
import type { EngineLocation } from "./engineLocation.js";
import { type EngineProgress, LineSplitter, readEngineLine } from "./engineOutput.js";
import { yieldToEditor } from "./yieldToEditor.js";

/** The engine could not do its work; the message is its own. */
export class EngineError extends Error {
  override readonly name = "EngineError";
}

export interface EngineRun {
  readonly cwd: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EngineProgress) => void;
  /** Whatever else the engine writes on its standard error. */
  readonly onText?: (line: string) => void;
}

const keptText = 20;

/**
 * Runs one command of the engine to its end and gives its JSON document.
 * @throws EngineError where it failed, StoppedError where `signal` ended it
 */
export function runEngine<T>(
  engine: EngineLocation,
  args: readonly string[],
  run: EngineRun,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (run.signal?.aborted === true) {
      reject(new StoppedError("Stopped."));
      return;
    }
    const child = spawn(engine.runtime, [engine.script, ...args], {
      cwd: run.cwd,
      env: engine.environment,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    yieldToEditor(child.pid);
    const stop = (): void => void child.kill("SIGTERM");
    run.signal?.addEventListener("abort", stop, { once: true });

    const output: string[] = [];
    const text: string[] = [];
    let message: string | null = null;
    const errors = new LineSplitter((line) => {
      const read = readEngineLine(line);
      if (read.kind === "progress") run.onProgress?.(read.progress);
      else if (read.kind === "error") message = read.message;
      else {
        run.onText?.(read.text);
        text.push(read.text);
        if (text.length > keptText) text.shift();
      }
    });
    child.stdout.setEncoding("utf8").on("data", (piece: string) => output.push(piece));
    child.stderr.setEncoding("utf8").on("data", (piece: string) => errors.push(piece));
    child.once("error", (error) => {
      run.signal?.removeEventListener("abort", stop);
      reject(new EngineError(`The engine could not be started: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      run.signal?.removeEventListener("abort", stop);
      errors.end();
      const answer = parseDocument(output.join(""));
      // A document from an engine that "failed" is what it found, for example values outside their bound.
      if (message === null && answer !== undefined) resolve(answer as T);
      else if (run.signal?.aborted === true) reject(new StoppedError("Stopped."));
      else reject(new EngineError(message ?? describeEnd(code, signal, text)));
    });
  });
}

/** What to say about an engine that ended without a message of its own. */
export function describeEnd(
  code: number | null,
  signal: NodeJS.Signals | null,
  text: readonly string[],
): string {
  const how =
    signal === null
      ? `The engine ended with exit code ${code}.`
      : signal === "SIGKILL"
        ? "The engine ended unexpectedly (SIGKILL: probably out of memory)."
        : `The engine ended unexpectedly (${signal}).`;
  return text.length === 0 ? how : `${how} Its last words: ${text.at(-1)!}`;
}

function parseDocument(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
