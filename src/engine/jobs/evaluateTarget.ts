import { stat } from "node:fs/promises";
import type { Progress } from "../../data/fileAccess.js";
import { UsageError } from "../../errors.js";
import { activeStates } from "../../protocol/runRecord.js";
import type { Evaluation } from "../../protocol/evaluation.js";
import { namesAreLearned } from "../../config/namesAreLearned.js";
import { networkRunners } from "../../runtime/networkRunners.js";
import type { Config } from "../../config/config.js";
import { loadConfig, parseLoadedConfig, type LoadedConfig } from "../loadConfig.js";
import { loadInput } from "../loadInput.js";
import { partOf } from "../progressPart.js";
import { engineVersions, provenanceOf } from "../provenance.js";
import { readRun } from "../runFolder/readRun.js";
import { runFiles } from "../runFolder/runPaths.js";
import { writeWhole } from "../nodeFiles.js";
import { configFileOf, readModel } from "./trainRun.js";
import { checkpointModel } from "./checkpointModel.js";
import { evaluateModel } from "./evaluateModel.js";
import { evaluateFile } from "./evaluateFile.js";
import { join } from "node:path";

/**
 * Evaluates a run on its input, one that has not finished with its checkpoint (and keeps the result in its folder), or a compressed file against its original.
 * @param looks a config whose short names, units, angles, weight and evaluation a compressed file is shown with
 * @throws UsageError where the target is neither, or the original is not named
 */
export async function evaluateTarget(
  target: string,
  against: string | null,
  threads: number,
  progress: Progress,
  looks: string | null = null,
): Promise<Evaluation> {
  const found = await stat(target).catch(() => null);
  if (found === null) throw new UsageError(`No such file or run folder: ${target}`);
  if (found.isDirectory()) return evaluateRun(target, threads, progress);
  if (against === null) {
    throw new UsageError(`Name the original of ${target}: --against INPUT`);
  }
  const config = looks === null ? null : (await loadConfig(looks)).config;
  return evaluateFile(target, against, threads, progress, config);
}

/**
 * The config as it is now, where it differs from that of the run in nothing but what is looked at: a fit that was added
 * after the training needs no new one. Null where more changed, or the config cannot be read.
 */
export async function evaluatedNow(
  configFile: string,
  started: LoadedConfig,
): Promise<LoadedConfig | null> {
  const now = await loadConfig(configFile).catch(() => null);
  return now !== null && withoutLooks(now.config) === withoutLooks(started.config) ? now : null;
}

/** What of a config decides on the file: entries of columns that only name them are left out. */
function withoutLooks({ columns, evaluation: _, ...rest }: Config): string {
  const named = Object.entries(columns).flatMap(([name, options]) => {
    const { as, unit: __, kind, ...own } = options;
    const learned = namesAreLearned(rest.model) && as !== undefined;
    const kept = { ...own, ...(kind === "angle" && { kind }), ...(learned && { as }) };
    return Object.keys(kept).length > 0 ? [[name, kept]] : [];
  });
  return JSON.stringify([rest, named]);
}

async function evaluateRun(
  folder: string,
  threads: number,
  progress: Progress,
): Promise<Evaluation> {
  const run = await readRun(folder);
  if (run === null) throw new UsageError(`${folder} is not the folder of a run.`);
  if (activeStates.some((state) => state === run.state)) {
    throw new UsageError(`Run ${run.record.number} is at work: it evaluates itself at its end.`);
  }
  const { record } = run;
  const configFile = configFileOf(folder, record.config.file);
  const started = parseLoadedConfig(configFile, record.config.text);
  const { config, text, inputPath } = (await evaluatedNow(configFile, started)) ?? started;
  const input = await loadInput(inputPath, config, text, partOf(progress, 0, 0.1));
  const evaluation = await evaluateModel(
    {
      input,
      model:
        run.state === "finished"
          ? await readModel(folder)
          : await checkpointModel(folder, config, input, threads, partOf(progress, 0.1, 0.2)),
      networks: networkRunners(threads),
      provenance: provenanceOf(input, config, engineVersions()),
      trainSeconds: record.progress?.secondsDone ?? 0,
      outputName: `${record.name}.collimated.npz`,
    },
    partOf(progress, 0.2, 1),
  );
  const bytes = new TextEncoder().encode(JSON.stringify(evaluation));
  await writeWhole(join(folder, runFiles.evaluation), (sink) => sink.write(bytes));
  return evaluation;
}
