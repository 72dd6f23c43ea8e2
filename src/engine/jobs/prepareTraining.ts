import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import { FileFormatError, UsageError } from "../../errors.js";
import type { TrialRecord } from "../../protocol/runRecord.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import { checkpointFromBytes } from "../../training/checkpointFile.js";
import type { TrainerCheckpoint } from "../../training/trainerCheckpoint.js";
import type { TrainingProcess } from "../../training/trainingProcess.js";
import type { LoadedInput } from "../loadInput.js";
import { runFiles } from "../runFolder/runPaths.js";
import { fieldTraining } from "./fieldTraining.js";
import { latentTraining } from "./latentTraining.js";
import { maskedTraining } from "./maskedTraining.js";

export interface PreparedTraining {
  readonly trainer: TrainingProcess;
  readonly parameters: number;
  /** Networks of an entropy model; null for models with latents. */
  readonly networks: number | null;
  /** Latents per row; absent for entropy models. */
  readonly latent?: number;
  /** The model that came out. */
  model(): TrainedModel;
}

/**
 * Makes the trainer that a config asks for, where the folder of the run has a checkpoint at its place.
 * Null where there is nothing to train.
 * @param progress of what is found out before training; may throw to end it
 * @param tell told what trials try and find
 * @throws UsageError where the checkpoint is damaged
 */
export async function prepareTraining(
  runFolder: string,
  config: Config,
  input: LoadedInput,
  threads: number,
  progress: Progress,
  tell: (record: TrialRecord) => void = () => undefined,
): Promise<PreparedTraining | null> {
  const checkpoint = await readCheckpoint(join(runFolder, runFiles.checkpoint));
  const { model } = config;
  if (model.type === "masked" && input.table.layout.kind === "arrays") {
    const field = await fieldTraining(input, config, threads, checkpoint);
    if (field === null) return null;
    const { parameters, networks } = field.trainer;
    return { ...field, parameters, networks };
  }
  if (model.type === "masked") {
    const shapeFile = join(runFolder, runFiles.shape);
    const masked = await maskedTraining(
      input,
      config,
      threads,
      checkpoint,
      progress,
      shapeFile,
      tell,
    );
    if (masked === null) return null;
    const { parameters, networks } = masked.trainer;
    return { ...masked, parameters, networks };
  }
  const own = await latentTraining(input, model, config, threads, checkpoint);
  if (own === null) return null;
  const { parameters, latent } = own.trainer.model;
  return { ...own, parameters, networks: null, latent };
}

async function readCheckpoint(path: string): Promise<TrainerCheckpoint | null> {
  try {
    return checkpointFromBytes(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    if (error instanceof FileFormatError) {
      throw new UsageError(`The checkpoint ${path} is damaged: train anew. (${error.message})`);
    }
    throw error;
  }
}
