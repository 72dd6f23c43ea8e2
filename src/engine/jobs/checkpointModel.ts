import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import { UsageError } from "../../errors.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import type { LoadedInput } from "../loadInput.js";
import { runFiles } from "../runFolder/runPaths.js";
import { prepareTraining } from "./prepareTraining.js";

/**
 * The model of a run that has not finished, from its checkpoint; null where no column is modelled.
 * @param input the run's own input, on whose training rows the normalisation is fitted
 * @throws UsageError where the run has no checkpoint yet, or it is damaged
 */
export async function checkpointModel(
  folder: string,
  config: Config,
  input: LoadedInput,
  threads: number,
  progress: Progress,
): Promise<TrainedModel | null> {
  if (!existsSync(join(folder, runFiles.checkpoint))) {
    throw new UsageError(`${folder} has no checkpoint yet: resume it, or train anew.`);
  }
  const prepared = await prepareTraining(folder, config, input, threads, progress);
  try {
    return prepared?.model() ?? null;
  } finally {
    await prepared?.trainer.dispose();
  }
}
