import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import type { Bound, Config } from "../../config/config.js";
import { namesAreLearned } from "../../config/namesAreLearned.js";
import { parseConfig } from "../../config/parseConfig.js";
import type { Progress } from "../../data/fileAccess.js";
import { StoppedError, UsageError } from "../../errors.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import type { CompressionReport, VerificationReport } from "../../protocol/evaluation.js";
import { networkRunners } from "../../runtime/networkRunners.js";
import { overrideBound } from "../overrideBound.js";
import { loadConfig } from "../loadConfig.js";
import { loadInput, type LoadedInput } from "../loadInput.js";
import { withFile, writeWhole } from "../nodeFiles.js";
import { partOf } from "../progressPart.js";
import { engineVersions, provenanceOf } from "../provenance.js";
import { listRuns, readRun, type RunFolder } from "../runFolder/readRun.js";
import { RunWriter } from "../runFolder/runWriter.js";
import { checkModelFits } from "./checkModelFits.js";
import { compressInput } from "./compressInput.js";
import { fitModel } from "./fitModel.js";
import { readModel, trainRun } from "./trainRun.js";
import { verifyInput } from "./verifyTable.js";

export interface CompressRequest {
  /** A config (`*.json`) or a data file. */
  readonly target: string;
  readonly output?: string;
  /** Takes the place of every bound but "exact". */
  readonly bound?: Bound;
  /** Folder of the run whose model is used. */
  readonly run?: string;
  readonly runsFolder?: string;
  readonly threads: number;
  /** Tables of more values are not held in memory. */
  readonly mostValues?: number;
}

export interface CompressOutcome extends CompressionReport {
  readonly verification: VerificationReport;
  /** Folder of the run whose model was used; null where the model lives in the file alone. */
  readonly run: string | null;
}

interface ChosenModel {
  readonly model: TrainedModel | null;
  readonly run: string | null;
  readonly trainSeconds: number;
}

/**
 * Compresses a data file, or the input of a config, into one self-contained file: with the model of a run, or by training
 * first. The file takes its name only after every value was decoded again and found within its bound.
 * @throws UsageError, ConfigError, FileFormatError; Error where a bound is not met
 */
export async function compressFile(
  request: CompressRequest,
  progress: Progress,
): Promise<CompressOutcome> {
  const source = await openTarget(request);
  const load = (part: Progress, mostValues?: number): Promise<LoadedInput> =>
    loadInput(source.inputPath, source.config, source.configText, part, mostValues);
  const sampled = await load(partOf(progress, 0, 0.05), request.mostValues);
  const chosen = await chooseModel(request, source, sampled, partOf(progress, 0.05, 0.6));
  const needsAll = sampled.long !== undefined && chosen.model?.type === "dense";
  const input = needsAll ? await load(partOf(progress, 0.6, 0.6), Infinity) : sampled;
  checkModelFits(chosen.model, input);
  const networks = networkRunners(request.threads);
  if (input.long !== undefined) networks.releaseMemory?.();
  const output = request.output ?? defaultOutput(source.inputPath);
  let verification: VerificationReport | null = null;
  let maxErrors: readonly number[] | null = null;
  const report = await writeWhole(
    output,
    (sink) =>
      compressInput(
        {
          input,
          model: chosen.model,
          networks,
          provenance: provenanceOf(input, source.config, engineVersions()),
          trainSeconds: chosen.trainSeconds,
          outputName: output,
        },
        sink,
        partOf(progress, 0.6, 0.9),
      ),
    (written) =>
      withFile(written, async (file) => {
        const verified = await verifyInput(
          file,
          input,
          networks,
          partOf(progress, 0.9, 1, "Verifying"),
        );
        verification = { ...verified.report, file: output };
        maxErrors = verified.maxErrors;
        const { violations, worst } = verified.report;
        if (violations !== 0) {
          throw new Error(
            `${violations} values would break their bound (worst: column ${worst?.column}, row ${worst?.row}). ` +
              `${output} was not written; please report this.`,
          );
        }
      }),
  );
  return {
    ...report,
    columns: report.columns.map((column, index) => ({
      ...column,
      maxError: maxErrors![index] ?? column.maxError,
    })),
    verification: verification!,
    run: chosen.run,
  };
}

interface Target {
  readonly configFile: string | null;
  readonly configText: string | null;
  readonly config: Config;
  readonly inputPath: string;
}

async function openTarget(request: CompressRequest): Promise<Target> {
  const override = (config: Config): Config =>
    request.bound === undefined ? config : overrideBound(config, request.bound);
  if (extname(request.target) === ".json") {
    const { file, text, config, inputPath } = await loadConfig(request.target);
    if (request.bound === "none" && config.model.type === "masked") {
      throw new UsageError(
        `${request.target} asks for a masked model, which needs a bound: leave --none out, or write "model": { "type": "dense" } in it.`,
      );
    }
    return { configFile: file, configText: text, config: override(config), inputPath };
  }
  const { config } = parseConfig(
    JSON.stringify({ input: basename(request.target), bound: request.bound }),
  );
  return {
    configFile: null,
    configText: null,
    config: config!,
    inputPath: request.target,
  };
}

async function chooseModel(
  request: CompressRequest,
  source: Target,
  input: LoadedInput,
  progress: Progress,
): Promise<ChosenModel> {
  if (request.run !== undefined) {
    const run = await readRun(request.run);
    if (run === null) throw new UsageError(`${request.run} is not the folder of a run.`);
    if (run.state !== "finished") {
      throw new UsageError(`Run ${run.record.number} is ${run.state}: it has no finished model.`);
    }
    return modelOf(run);
  }
  const learnable =
    source.config.model.type === "masked" || input.columns.some((column) => column.modelled);
  if (!learnable) {
    return { model: null, run: null, trainSeconds: 0 };
  }
  if (source.configFile === null) return trainAside(request, source, input, progress);
  const withBounds =
    source.config.model.type === "masked" &&
    input.table.layout.kind === "arrays" &&
    request.bound === undefined;
  const runs = await listRuns(source.configFile, request.runsFolder);
  const match = runs.findLast(
    (run) => run.state === "finished" && trainedAlike(run, source.config, input, withBounds),
  );
  if (match !== undefined) return modelOf(match);
  const outcome = await trainRun(
    {
      configFile: source.configFile,
      threads: request.threads,
      ...(request.runsFolder === undefined ? {} : { runsFolder: request.runsFolder }),
    },
    progress,
  );
  return {
    model: outcome.model,
    run: outcome.folder,
    trainSeconds: outcome.evaluation?.compression.seconds.train ?? 0,
  };
}

async function modelOf(run: RunFolder): Promise<ChosenModel> {
  return {
    model: await readModel(run.folder),
    run: run.folder,
    trainSeconds: run.record.progress?.secondsDone ?? 0,
  };
}

/**
 * Whether a run trained the model that this config asks for on this input.
 * @param withBounds networks of arrays see differences in steps of the grid: at other bounds they are worth less
 */
export function trainedAlike(
  run: RunFolder,
  wanted: Config,
  input: LoadedInput,
  withBounds: boolean,
): boolean {
  if (run.record.input?.sha256 !== input.sha256) return false;
  const { config } = parseConfig(run.record.config.text);
  const part = ({ model, training, columns, bound, layout }: Config): string =>
    JSON.stringify([
      model,
      training,
      layout,
      withBounds ? [bound, Object.entries(columns).map(([name, own]) => [name, own.bound])] : null,
      Object.entries(columns).map(([name, { exclude, sentinels }]) => [name, exclude, sentinels]),
      namesAreLearned(model) ? Object.entries(columns).map(([name, { as }]) => [name, as]) : null,
    ]);
  return config !== null && part(config) === part(wanted);
}

/** Trains on a file that has no config, in a run folder that is thrown away. */
async function trainAside(
  request: CompressRequest,
  source: Target,
  input: LoadedInput,
  progress: Progress,
): Promise<ChosenModel> {
  const folder = await mkdtemp(join(tmpdir(), "collimate-"));
  try {
    const run = await RunWriter.create(join(folder, "input.collimate.json"), "{}", folder);
    const fitted = await fitModel(run, source.config, input, request.threads, progress);
    if (fitted.state === "stopped") throw new StoppedError("Stopped while training.");
    return {
      model: fitted.model,
      run: null,
      trainSeconds: run.record.progress?.secondsDone ?? 0,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `jets.npz` becomes `jets.collimated.npz` beside it. */
export function defaultOutput(inputPath: string): string {
  const stem = basename(inputPath, extname(inputPath));
  return join(dirname(inputPath), `${stem}.collimated.npz`);
}
