import { dirname, resolve } from "node:path";
import { readFile } from "node:fs/promises";
import type { NetworkRunners } from "../../codec/networkRunners.js";
import type { DeviceName } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import { messageOf, StoppedError, UsageError } from "../../errors.js";
import { modelFromBytes, modelToBytes } from "../../models/modelFile.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import type { TrialRecord } from "../../protocol/runRecord.js";
import type { Evaluation } from "../../protocol/evaluation.js";
import { deviceTitle, requireDevice } from "../../runtime/devices.js";
import { startThreads } from "../../runtime/threadedRuntime.js";
import { networkRunners } from "../../runtime/networkRunners.js";
import { loadConfig, parseLoadedConfig, type LoadedConfig } from "../loadConfig.js";
import { loadInput } from "../loadInput.js";
import { rowsOf } from "../longInput.js";
import { runFiles } from "../runFolder/runPaths.js";
import { RunWriter } from "../runFolder/runWriter.js";
import { stopSignal } from "../runFolder/stopSignal.js";
import { engineVersions, provenanceOf } from "../provenance.js";
import { evaluateModel } from "./evaluateModel.js";
import { fitModel } from "./fitModel.js";
import { trainRepeats } from "./trainRepeats.js";

export interface TrainRequest {
  readonly configFile: string;
  /** Folder that holds the runs; `runs` beside the config where absent. */
  readonly runsFolder?: string;
  /** Folder of a run to go on with; its own snapshot of the config holds. */
  readonly resume?: string;
  readonly threads: number;
  /** Takes the place of the config's. */
  readonly device?: DeviceName;
  /** Told the folder of the run as soon as there is one. */
  readonly onRun?: (folder: string) => void;
  /** Told what trials before the training try and find. */
  readonly onTrial?: (record: TrialRecord) => void;
}

export interface TrainOutcome {
  readonly folder: string;
  readonly state: "finished" | "stopped";
  readonly model: TrainedModel | null;
  readonly evaluation: Evaluation | null;
}

const signOfLifeEvery = 500;

/**
 * Trains a model as its config says, keeps everything in a run folder, and evaluates the result.
 * A request to stop (through the run folder or the signal) ends with a checkpoint and the state `stopped`.
 * @throws UsageError, ConfigError, FileFormatError; the run's record then says `failed` and why
 */
export async function trainRun(request: TrainRequest, progress: Progress): Promise<TrainOutcome> {
  const { loaded, run } = await openRun(request);
  request.onRun?.(run.folder);
  let last = 0;
  const watched: Progress = {
    signal: progress.signal,
    report: (fraction, phase) => {
      progress.report(fraction, phase);
      const now = Date.now();
      if (phase !== run.record.phase || now - last > signOfLifeEvery) {
        last = now;
        run.update({ phase });
      }
    },
  };
  const networks = networkRunners(request.threads);
  try {
    return await trainInside(run, loaded, request, networks, watched);
  } catch (error) {
    if (error instanceof StoppedError || progress.signal.aborted || run.stopRequested) {
      run.log(`Stopped while ${run.record.phase.toLowerCase()}.`);
      run.clearStopRequest();
      run.update({ state: "stopped", phase: "Stopped", ended: Date.now() });
      throw error instanceof StoppedError ? error : new StoppedError("Stopped.");
    }
    run.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    run.update({
      state: "failed",
      phase: "Failed",
      ended: Date.now(),
      error: {
        message: messageOf(error),
        detail: error instanceof Error ? (error.stack ?? "") : "",
      },
    });
    throw error;
  }
}

async function openRun(request: TrainRequest): Promise<{ loaded: LoadedConfig; run: RunWriter }> {
  if (request.resume === undefined) {
    const loaded = onDevice(await loadConfig(request.configFile), request.device);
    requireDevice(loaded.config.device);
    const run = await RunWriter.create(request.configFile, loaded.text, request.runsFolder);
    return { loaded, run };
  }
  const run = await RunWriter.reopen(request.resume);
  const loaded = parseLoadedConfig(request.configFile, run.record.config.text);
  return { loaded: onDevice(loaded, request.device), run };
}

/** The config for the device that is asked for. */
function onDevice(loaded: LoadedConfig, asked: DeviceName | undefined): LoadedConfig {
  return { ...loaded, config: { ...loaded.config, device: asked ?? loaded.config.device } };
}

async function trainInside(
  run: RunWriter,
  loaded: LoadedConfig,
  request: TrainRequest,
  networks: NetworkRunners,
  progress: Progress,
): Promise<TrainOutcome> {
  const { device, model, training } = loaded.config;
  if (training.repeats > 1) {
    const evaluation = await trainRepeats(run, loaded.file, device, progress);
    if (evaluation === null) {
      return { folder: run.folder, state: "stopped", model: null, evaluation };
    }
    return finish(run, await readModel(run.folder), evaluation);
  }
  const versions = engineVersions(device);
  if (model.type === "masked" && device !== "tensorflow") startThreads(request.threads);
  run.update({
    state: "reading",
    versions,
    threads: request.threads,
    device: deviceTitle(device),
  });
  run.log(`Run ${run.record.number} of ${run.record.name}: reading ${loaded.config.input}`);
  const input = await loadInput(loaded.inputPath, loaded.config, loaded.text, progress);
  const before = run.record.input;
  if (before !== null && before.sha256 !== input.sha256) {
    throw new UsageError(
      `${loaded.config.input} changed since the run started: train anew instead of resuming.`,
    );
  }
  run.update({
    input: {
      path: loaded.config.input,
      bytes: input.fileBytes,
      sha256: input.sha256,
      rows: rowsOf(input),
      columns: input.columns.map((column) => column.name),
    },
  });
  run.log(`${rowsOf(input)} rows, ${input.columns.length} columns`);

  const { threads, onTrial } = request;
  const fitted = await fitModel(run, loaded.config, input, threads, progress, onTrial);
  if (fitted.state === "stopped") {
    return { folder: run.folder, state: "stopped", model: null, evaluation: null };
  }
  if (fitted.model !== null) run.file(runFiles.model, modelToBytes(fitted.model));

  run.update({ state: "evaluating", phase: "Compressing" });
  const stop = stopSignal(run, progress.signal);
  const evaluation = await evaluateModel(
    {
      input,
      model: fitted.model,
      networks,
      provenance: provenanceOf(input, loaded.config, versions),
      trainSeconds: run.record.progress?.secondsDone ?? 0,
      outputName: `${run.record.name}.collimated.npz`,
    },
    { ...progress, signal: stop.signal },
  ).finally(() => {
    stop.dispose();
  });
  run.evaluation(evaluation);
  return finish(run, fitted.model, evaluation);
}

function finish(run: RunWriter, model: TrainedModel | null, evaluation: Evaluation): TrainOutcome {
  run.clearStopRequest();
  run.log(`Finished: ratio ${evaluation.compression.ratio.toPrecision(4)}`);
  run.update({ state: "finished", phase: "Finished", ended: Date.now() });
  return { folder: run.folder, state: "finished", model, evaluation };
}

/** The trained model of a finished run; null where every column is exact and no network was needed. */
export async function readModel(folder: string): Promise<TrainedModel | null> {
  try {
    return modelFromBytes(await readFile(resolve(folder, runFiles.model)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** The config file that a run folder belongs to: beside the folder `runs`, or where the record's name is found. */
export function configFileOf(runFolder: string, file: string): string {
  return resolve(dirname(dirname(dirname(runFolder))), file);
}
