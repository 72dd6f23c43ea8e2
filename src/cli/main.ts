import { parseArgs } from "node:util";
import { StoppedError, UsageError, messageOf } from "../errors.js";
import { defaultThreads } from "../runtime/devices.js";
import type { Command } from "./command.js";
import { commands } from "./commands.js";
import { commandHelp, generalHelp } from "./help.js";
import { makeOutput } from "./output.js";
import { showProgress, type ProgressStyle } from "./progress.js";
import { packageVersion } from "../engine/packageVersion.js";

const commonOptions = {
  json: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
  verbose: { type: "boolean", short: "v" },
  help: { type: "boolean", short: "h" },
  progress: { type: "string" },
  threads: { type: "string" },
} as const;

const exitCode = { done: 0, failed: 1, usage: 2 } as const;

async function main(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const asked = name === undefined ? undefined : commands.find((one) => one.name === rest[0]);
    process.stdout.write(asked === undefined ? generalHelp(commands) : commandHelp(asked));
    return name === undefined ? exitCode.usage : exitCode.done;
  }
  if (name === "--version") {
    process.stdout.write(packageVersion + "\n");
    return exitCode.done;
  }
  const command = commands.find((one) => one.name === name);
  if (command === undefined) {
    process.stderr.write(
      `Unknown command "${name}". Commands: ${commands.map((one) => one.name).join(", ")}. ` +
        `See collimate --help.\n`,
    );
    return exitCode.usage;
  }
  return runCommand(command, rest);
}

async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  const json = words.includes("--json");
  const verbose = words.includes("--verbose") || words.includes("-v");
  const machine = words.some((word) => word === "--progress=json" || word === "json");
  try {
    const { values, positionals } = parse(command, words);
    if (values["help"] === true) {
      process.stdout.write(commandHelp(command));
      return exitCode.done;
    }
    const controller = stopOnSignals();
    const progress = showProgress(progressStyle(values), controller.signal);
    try {
      const result = await command.run({
        positionals,
        values,
        output: makeOutput({ json, quiet: values["quiet"] === true, verbose }),
        progress,
        threads: threadCount(values["threads"]),
      });
      progress.end();
      if (json) process.stdout.write(JSON.stringify(result) + "\n");
      return isFailure(result) ? exitCode.failed : exitCode.done;
    } finally {
      progress.end();
    }
  } catch (error) {
    report(error, { json, verbose, machine });
    return error instanceof UsageError ? exitCode.usage : exitCode.failed;
  }
}

function parse(
  command: Command,
  words: readonly string[],
): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...words],
      options: { ...commonOptions, ...command.options },
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(`${messageOf(error)}\nSee collimate ${command.name} --help.`);
  }
  const [least, most] = command.positionals;
  const count = parsed.positionals.length;
  if (parsed.values.help !== true && (count < least || count > most)) {
    throw new UsageError(`Usage: collimate ${command.name} ${command.arguments}`);
  }
  return {
    values: parsed.values as Record<string, string | boolean | undefined>,
    positionals: parsed.positionals,
  };
}

function progressStyle(values: Record<string, string | boolean | undefined>): ProgressStyle {
  if (values["progress"] === "json") return "json";
  if (values["progress"] !== undefined) throw new UsageError('--progress takes "json".');
  if (values["quiet"] === true) return "none";
  return process.stderr.isTTY ? "bar" : "lines";
}

function threadCount(value: string | boolean | undefined): number {
  if (value === undefined) return defaultThreads();
  const threads = Number(value);
  if (!Number.isInteger(threads) || threads < 1 || threads > 1024) {
    throw new UsageError(`--threads takes a whole number from 1 to 1024, not ${String(value)}.`);
  }
  return threads;
}

/** The first signal asks the work to end cleanly, the second ends the process. */
function stopOnSignals(): AbortController {
  const controller = new AbortController();
  // An engine that was started by another one ends with it.
  if (process.channel !== undefined) {
    process.channel.unref();
    process.once("disconnect", () => {
      controller.abort(new StoppedError("Stopped."));
    });
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(exitCode.failed);
      controller.abort(new StoppedError("Stopped."));
    });
  }
  return controller;
}

/** A document that tells of broken bounds or missing rows is a failure, although the command did its work. */
function isFailure(result: unknown): boolean {
  const { violations, missing } = (result ?? {}) as { violations?: unknown; missing?: unknown };
  if (Array.isArray(missing) && missing.length > 0) return true;
  return typeof violations === "number" && violations > 0;
}

function report(
  error: unknown,
  style: { json: boolean; verbose: boolean; machine: boolean },
): void {
  const message = messageOf(error);
  if (style.machine) process.stderr.write(JSON.stringify({ error: message }) + "\n");
  else process.stderr.write(`collimate: ${message}\n`);
  if (style.json) process.stdout.write(JSON.stringify({ error: message }) + "\n");
  if (style.verbose && error instanceof Error) process.stderr.write(`${error.stack ?? ""}\n`);
}

// A reader that has seen enough (head, less) closes the pipe: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCode.done);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));
