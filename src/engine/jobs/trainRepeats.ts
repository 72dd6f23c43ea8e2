import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { repeatedFigures } from "../../evaluation/repeatedFigures.js";
import type { DeviceName } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import { UsageError } from "../../errors.js";
import type { Evaluation } from "../../protocol/evaluation.js";
import type { TrainingProgress } from "../../protocol/runRecord.js";
import { program } from "../program.js";
import { readEvaluation, readRun, requestStop, type RunFolder } from "../runFolder/readRun.js";
import { runFiles } from "../runFolder/runPaths.js";
import type { RunWriter } from "../runFolder/runWriter.js";
import { repeatFolders, seedsOf } from "./repeatFolders.js";

/** Repeats at a time, each with a thread of its own: together faster than one with two. */
const atOnce = 2;
const pollEvery = 200;

/**
 * Trains with several seeds: each repeat is a run of its own, by an engine process of its own, in a folder inside that of
 * `run`. The repeat with the lowest validation loss gives the model (where none is watched, that with the smallest file);
 * all its files and figures become those of the run, beside the mean and error of every figure over the repeats.
 * @returns the evaluation, or null where stopped
 * @throws UsageError where a repeat fails; the others are stopped
 */
export async function trainRepeats(
  run: RunWriter,
  configFile: string,
  device: DeviceName,
  progress: Progress,
): Promise<Evaluation | null> {
  const seeds = seedsOf(run.record.config.text);
  const folders = await repeatFolders(run, configFile, seeds);
  run.update({ state: "training", phase: "Training", repeats: { seeds, used: null } });
  run.log(`Training with the seeds ${seeds.join(", ")}`);
  const outcome = await superviseAll(run, configFile, device, folders, progress);
  if (outcome === "stopped") return null;
  const repeats = await Promise.all(folders.map((folder) => finishedRepeat(folder)));
  const used = bestOf(repeats);
  const { folder, evaluation } = repeats[used]!;
  const model = join(folder, runFiles.model);
  if (existsSync(model)) run.file(runFiles.model, readFileSync(model));
  run.update({ repeats: { seeds, used: used + 1 } });
  const found: Evaluation = {
    ...evaluation,
    repeats: {
      seeds,
      used: used + 1,
      losses: repeats.map(({ loss }) => loss),
      figures: repeatedFigures(repeats.map((repeat) => repeat.evaluation)),
    },
  };
  run.evaluation(found);
  return found;
}

interface FinishedRepeat {
  readonly folder: string;
  readonly evaluation: Evaluation;
  readonly loss: number | null;
}

async function finishedRepeat(folder: string): Promise<FinishedRepeat> {
  const found = await readRun(folder);
  const evaluation = await readEvaluation(folder);
  if (found?.state !== "finished" || evaluation === null) {
    throw new Error(`The repeat in ${folder} ended without an evaluation.`);
  }
  return { folder, evaluation, loss: found.record.progress?.bestLoss ?? null };
}

function bestOf(repeats: readonly FinishedRepeat[]): number {
  const badness = repeats.map(({ loss, evaluation }) => loss ?? evaluation.compression.outputBytes);
  return badness.indexOf(Math.min(...badness));
}

/** Runs the repeats that are not finished until all are, or a stop is asked for and all have stopped. */
async function superviseAll(
  run: RunWriter,
  configFile: string,
  device: DeviceName,
  folders: readonly string[],
  progress: Progress,
): Promise<"finished" | "stopped"> {
  const waiting: string[] = [];
  for (const folder of folders) {
    if ((await readRun(folder))?.state !== "finished") waiting.push(folder);
  }
  const working = new Map<string, RepeatProcess>();
  let stopping = false;
  let failure: string | null = null;
  const stop = async (): Promise<void> => {
    stopping = true;
    for (const folder of working.keys()) await requestStop(folder);
  };
  for (;;) {
    while (!stopping && working.size < Math.min(atOnce, availableParallelism())) {
      const folder = waiting.shift();
      if (folder === undefined) break;
      working.set(folder, new RepeatProcess(configFile, folder, device));
    }
    if (working.size === 0) break;
    await sleep(pollEvery);
    for (const [folder, engine] of working) {
      if (!engine.ended) continue;
      working.delete(folder);
      const state = (await readRun(folder))?.state;
      if (state === "finished" || (stopping && state === "stopped")) continue;
      failure ??= engine.message || `The repeat in ${folder} ended (${String(state)}).`;
      await stop();
    }
    const all = await Promise.all(folders.map((folder) => readRun(folder)));
    tell(
      run,
      all.flatMap((one) => (one === null ? [] : [one])),
      folders.length,
      progress,
    );
    if (!stopping && (progress.signal.aborted || run.stopRequested)) {
      run.update({ state: "stopping", phase: "Finishing batch" });
      await stop();
    }
  }
  if (failure !== null) throw new UsageError(failure);
  if (!stopping) return "finished";
  run.clearStopRequest();
  run.log("Stopped; the checkpoints of all repeats are kept.");
  run.update({ state: "stopped", phase: "Stopped", ended: Date.now() });
  return "stopped";
}

/** Writes down and reports what all repeats together have done. */
function tell(
  run: RunWriter,
  repeats: readonly RunFolder[],
  count: number,
  progress: Progress,
): void {
  const [first] = repeats;
  const done = repeats.filter(({ state }) => state === "finished").length;
  const records = repeats.map(({ record }) => record);
  const together = progressOf(
    records.flatMap((record) => (record.progress === null ? [] : [record.progress])),
    count,
    repeats.filter(({ state }) => state === "training").length,
  );
  const phase =
    done === count ? "Training" : `Training repeat ${String(done + 1)} of ${String(count)}`;
  run.update({
    ...(run.record.state === "stopping" ? {} : { phase }),
    input: records.find(({ input }) => input !== null)?.input ?? null,
    model: records.find(({ model }) => model !== null)?.model ?? null,
    device: first?.record.device ?? null,
    versions: first?.record.versions ?? {},
    progress: together,
  });
  progress.report(together === null ? 0 : together.step / together.steps, phase);
}

function progressOf(
  parts: readonly TrainingProgress[],
  count: number,
  active: number,
): TrainingProgress | null {
  const [first] = parts;
  if (first === undefined) return null;
  const sum = (of: (part: TrainingProgress) => number): number =>
    parts.reduce((total, part) => total + of(part), 0);
  const step = sum((part) => part.step);
  const steps = first.steps * count;
  const secondsDone = sum((part) => part.secondsDone);
  const best = parts.reduce((a, b) =>
    (b.bestLoss ?? Infinity) < (a.bestLoss ?? Infinity) ? b : a,
  );
  return {
    epoch: Math.floor(sum((part) => part.epoch) / count),
    epochs: first.epochs,
    step,
    steps,
    rowsPerSecond: sum((part) => (part.step < part.steps ? part.rowsPerSecond : 0)),
    secondsDone,
    secondsLeft: step === 0 ? null : ((secondsDone / step) * (steps - step)) / Math.max(1, active),
    bestEpoch: best.bestEpoch,
    bestLoss: best.bestLoss,
  };
}

/** The engine process of one repeat. It stops with a checkpoint when this process goes away. */
class RepeatProcess {
  ended = false;
  private text = "";

  constructor(configFile: string, folder: string, device: DeviceName) {
    const words = ["train", configFile, "--resume", folder, "--device", device];
    const child = spawn(process.execPath, [program, ...words, "--threads", "1", "--quiet"], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    child.stderr?.on("data", (data) => {
      this.text = (this.text + String(data)).slice(-10_000);
    });
    child.once("error", (error) => {
      this.text += error.message;
      this.ended = true;
    });
    child.once("close", () => {
      this.ended = true;
    });
  }

  /** What it said last. */
  get message(): string {
    return this.text.trim().replace(/^collimate: /, "");
  }
}
