import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../config/config.js";
import { UsageError } from "../../errors.js";
import { createModel } from "../../models/registry.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import { checkpointFromBytes } from "../../training/checkpointFile.js";
import type { LoadedInput } from "../loadInput.js";
import { modelInput } from "../modelInput.js";
import { runFiles } from "../runFolder/runPaths.js";

/**
 * The model of a run that has not finished: the best weights of its checkpoint (the last ones before any validation).
 * @param input the run's own input, on whose training rows the normalisation is fitted
 * @throws UsageError where the run has no checkpoint yet, FileFormatError where it is damaged
 */
export async function checkpointModel(
  folder: string,
  config: Config,
  input: LoadedInput,
): Promise<TrainedModel> {
  const bytes = await readFile(join(folder, runFiles.checkpoint)).catch(() => null);
  if (bytes === null) {
    throw new UsageError(`${folder} has no checkpoint yet: resume it, or train anew.`);
  }
  const checkpoint = checkpointFromBytes(bytes);
  const { columns } = modelInput(input, config.training);
  const model = createModel(config.model, columns.length);
  return {
    type: config.model.type,
    columns,
    latent: model.latent,
    ...model.layers(checkpoint.best?.weights ?? checkpoint.weights),
  };
}
