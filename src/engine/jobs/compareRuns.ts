import { basename, extname, resolve } from "node:path";
import { plainCoderName } from "../../codec/baselines.js";
import type { Bound, Config } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import { UsageError } from "../../errors.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import type { Comparison, ComparedModel } from "../../protocol/comparison.js";
import type { Evaluation } from "../../protocol/evaluation.js";
import { networkRunners } from "../../runtime/networkRunners.js";
import { loadConfig, parseLoadedConfig } from "../loadConfig.js";
import { loadInput } from "../loadInput.js";
import { overrideBound } from "../overrideBound.js";
import { partOf } from "../progressPart.js";
import { engineVersions, provenanceOf } from "../provenance.js";
import { listRuns, readRun, type RunFolder } from "../runFolder/readRun.js";
import { architectureOf, comparedModel } from "./comparedModel.js";
import { trainedAlike } from "./compressFile.js";
import { evaluateModel } from "./evaluateModel.js";
import { evaluatedNow } from "./evaluateTarget.js";
import { meanOfRepeats } from "./meanOfRepeats.js";
import { repeatFolder } from "./repeatFolders.js";
import { configFileOf, readModel, trainRun } from "./trainRun.js";

export interface CompareRequest {
  /** Configs (`*.json`), whose newest finished run is taken, or that are trained first; or folders of finished runs. */
  readonly targets: readonly string[];
  /** Share of each column's range. */
  readonly bound: number;
  readonly runsFolder?: string;
  readonly threads: number;
  /** Whether the bins of every column's plots are wanted. */
  readonly plots?: boolean;
}

/**
 * Compares models on one input: each compresses it anew, without a bound where it can and at the bound; beside them the
 * grid with an entropy coder and no network.
 * @throws UsageError where inputs differ, a run is not finished, or a config has mistakes
 */
export async function compareRuns(
  request: CompareRequest,
  progress: Progress,
): Promise<Comparison> {
  const share = 1 / (request.targets.length + 1);
  const found: FinishedRun[] = [];
  for (const [index, target] of request.targets.entries()) {
    const part = partOf(progress, (index * share) / 2, ((index + 1) * share) / 2);
    found.push(await finishedRun(target, request, part));
  }
  const [first] = found;
  if (first === undefined) throw new UsageError("There is nothing to compare.");
  const hash = first.run.record.input?.sha256;
  const other = found.find(({ run }) => run.record.input?.sha256 !== hash);
  if (other !== undefined) {
    throw new UsageError(
      `${nameOf(first.run)} and ${nameOf(other.run)} were trained on different inputs: compare runs of the same one.`,
    );
  }
  const models: ComparedModel[] = [];
  for (const [index, one] of found.entries()) {
    const from = 0.5 + (index * share) / 2;
    models.push(await measured(one, request, partOf(progress, from, from + share / 2)));
  }
  const subject = { model: null, bound: { range: request.bound }, trainSeconds: 0 };
  const plain = await evaluated(first, subject, request, progress);
  models.push(
    comparedModel({
      name: plainCoderName,
      run: null,
      type: "plain",
      architecture: "no network",
      parameters: 0,
      latent: null,
      trainSeconds: 0,
      withoutBound: null,
      atBound: plain,
      plots: request.plots === true,
    }),
  );
  const { path, rows } = first.run.record.input!;
  const input = { path, rows, bytes: plain.compression.inputBytes };
  return { input, bound: request.bound, models };
}

interface FinishedRun {
  readonly run: RunFolder;
  readonly config: Config;
  readonly configText: string;
  readonly inputPath: string;
}

const nameOf = ({ record }: RunFolder): string => `${record.name}/${record.number}`;

/** The run that is named, or the newest one of a config that still fits; trained where there is none. */
async function finishedRun(
  target: string,
  request: CompareRequest,
  progress: Progress,
): Promise<FinishedRun> {
  const folder =
    extname(target) === ".json" ? await runOfConfig(target, request, progress) : target;
  const run = await readRun(folder);
  if (run === null) throw new UsageError(`${folder} is not the folder of a run.`);
  if (run.state !== "finished") {
    throw new UsageError(`Run ${nameOf(run)} is ${run.state}: it has no finished model.`);
  }
  const configFile =
    extname(target) === ".json" ? target : configFileOf(folder, run.record.config.file);
  const started = parseLoadedConfig(configFile, run.record.config.text);
  const { config, text, inputPath } = (await evaluatedNow(configFile, started)) ?? started;
  return { run, config, configText: text, inputPath };
}

async function runOfConfig(
  configFile: string,
  request: CompareRequest,
  progress: Progress,
): Promise<string> {
  const { runsFolder, threads } = request;
  const { config, text, inputPath } = await loadConfig(configFile);
  const input = await loadInput(inputPath, config, text, partOf(progress, 0, 0.05));
  const withBounds = config.model.type === "masked" && input.table.layout.kind === "arrays";
  const runs = await listRuns(configFile, runsFolder);
  const match = runs.findLast(
    (run) => run.state === "finished" && trainedAlike(run, config, input, withBounds),
  );
  if (match !== undefined) return match.folder;
  const outcome = await trainRun(
    {
      configFile: resolve(configFile),
      threads,
      ...(runsFolder === undefined ? {} : { runsFolder }),
    },
    partOf(progress, 0.05, 1, `Training ${basename(configFile)}`),
  );
  if (outcome.state !== "finished") throw new UsageError("Stopped while training.");
  return outcome.folder;
}

/** The line of a run; where training was repeated, every repeat is measured. */
async function measured(
  found: FinishedRun,
  request: CompareRequest,
  progress: Progress,
): Promise<ComparedModel> {
  const seeds = found.run.record.repeats?.seeds ?? [];
  if (seeds.length < 2) return measuredOnce(found, found.run, request, progress);
  const repeats: ComparedModel[] = [];
  for (const index of seeds.keys()) {
    const folder = repeatFolder(found.run.folder, index);
    const repeat = await readRun(folder);
    if (repeat?.state !== "finished") {
      throw new UsageError(`Repeat ${index + 1} of ${nameOf(found.run)} is gone from ${folder}.`);
    }
    const part = partOf(progress, index / seeds.length, (index + 1) / seeds.length);
    repeats.push(await measuredOnce(found, repeat, request, part));
  }
  return meanOfRepeats(repeats, seeds, found.run.record.repeats?.used ?? 1);
}

/** @param trained the run itself, or one of its repeats */
async function measuredOnce(
  found: FinishedRun,
  trained: RunFolder,
  request: CompareRequest,
  progress: Progress,
): Promise<ComparedModel> {
  const { run, config } = found;
  const model = await readModel(trained.folder);
  const hasLatents = model !== null && model.type !== "masked" && model.type !== "field";
  const trainSeconds = trained.record.progress?.secondsDone ?? 0;
  const under = (bound: Bound, part: Progress): Promise<Evaluation> =>
    evaluated(found, { model, bound, trainSeconds }, request, part);
  const withoutBound = hasLatents ? await under("none", partOf(progress, 0, 0.5)) : null;
  const atBound = await under({ range: request.bound }, partOf(progress, hasLatents ? 0.5 : 0, 1));
  const latent = hasLatents ? model.latent : null;
  return comparedModel({
    name: nameOf(run),
    run: run.folder,
    type: config.model.type,
    architecture: architectureOf(config.model, latent),
    parameters: trained.record.model?.parameters ?? 0,
    latent,
    trainSeconds,
    withoutBound,
    atBound,
    plots: request.plots === true,
  });
}

interface Subject {
  readonly model: TrainedModel | null;
  readonly bound: Bound;
  readonly trainSeconds: number;
}

async function evaluated(
  found: FinishedRun,
  { model, bound, trainSeconds }: Subject,
  { threads }: CompareRequest,
  progress: Progress,
): Promise<Evaluation> {
  const config = overrideBound(found.config, bound);
  const input = await loadInput(found.inputPath, config, null, partOf(progress, 0, 0.1));
  if (input.sha256 !== found.run.record.input?.sha256) {
    throw new UsageError(`${found.inputPath} changed since ${nameOf(found.run)} was trained.`);
  }
  return evaluateModel(
    {
      input,
      model,
      networks: networkRunners(threads),
      provenance: provenanceOf(input, config, engineVersions()),
      trainSeconds,
      outputName: `${found.run.record.name}.collimated.npz`,
    },
    partOf(progress, 0.1, 1, `Comparing ${nameOf(found.run)}`),
  );
}
