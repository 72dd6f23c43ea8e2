import { open, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Evaluation } from "../../protocol/evaluation.js";
import { activeStates, type RunRecord, type RunState } from "../../protocol/runRecord.js";
import { deriveState } from "./deriveState.js";
import { runFiles, runsOf } from "./runPaths.js";

export interface RunFolder {
  readonly folder: string;
  readonly record: RunRecord;
  readonly state: RunState;
  /** A stop was asked for, and its engine has been at work on for ten seconds: it can be ended by force. */
  readonly stopUnanswered?: boolean;
}

/** How long a stop may take before more is offered, in milliseconds. */
const patience = 10_000;

/** The run in `folder`, or null where there is none that can be read. */
export async function readRun(folder: string): Promise<RunFolder | null> {
  const record = await readJson<RunRecord>(join(folder, runFiles.record));
  if (record === null || record.format !== 1) return null;
  const state = deriveState(record);
  const stopUnanswered =
    activeStates.some((each) => each === state) && (await isUnanswered(folder));
  return { folder, record, state, ...(stopUnanswered && { stopUnanswered }) };
}

/** An engine takes the request away when it has stopped. */
async function isUnanswered(folder: string): Promise<boolean> {
  const asked = await stat(join(folder, runFiles.stopRequest)).catch(() => null);
  return asked !== null && Date.now() - asked.mtimeMs >= patience;
}

/** All runs of a config, oldest first. */
export async function listRuns(configFile: string, runsFolder?: string): Promise<RunFolder[]> {
  const parent = runsOf(configFile, runsFolder);
  const runs: RunFolder[] = [];
  for (const number of await runNumbers(parent)) {
    const run = await readRun(join(parent, number));
    if (run !== null) runs.push(run);
  }
  return runs;
}

/** Names of the numbered folders in `parent`, in order. */
export async function runNumbers(parent: string): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  return names.filter((name) => /^\d{3,}$/.test(name)).sort((a, b) => Number(a) - Number(b));
}

/** The evaluation of a run, or null before there is one. */
export function readEvaluation(folder: string): Promise<Evaluation | null> {
  return readJson<Evaluation>(join(folder, runFiles.evaluation));
}

/** The last `bytes` of the run's log, from the start of a line. */
export async function readLogTail(folder: string, bytes: number): Promise<string> {
  const path = join(folder, runFiles.log);
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size === 0) return "";
  const handle = await open(path);
  try {
    const from = Math.max(0, size - bytes);
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(size - from),
      0,
      size - from,
      from,
    );
    const text = buffer.toString("utf8", 0, bytesRead);
    return from === 0 ? text : text.slice(text.indexOf("\n") + 1);
  } finally {
    await handle.close();
  }
}

/** Asks the engine of a run to finish its batch, keep a checkpoint and end. Asking again changes nothing. */
export async function requestStop(folder: string): Promise<void> {
  await writeFile(join(folder, runFiles.stopRequest), "", { flag: "a" });
}

/** Whether the config file differs from the text that the run started with. */
export async function configChangedSince(record: RunRecord, configFile: string): Promise<boolean> {
  const text = await readFile(configFile, "utf8").catch(() => null);
  return text !== record.config.text;
}

async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch {
    return null;
  }
}
