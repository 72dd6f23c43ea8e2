import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { columnWeights } from "../../config/columnWeights.js";
import type { Config } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import { FileFormatError, UsageError } from "../../errors.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import { tensorflowRuntime } from "../../runtime/tensorflowRuntime.js";
import { trainingRuntimes } from "../../runtime/trainingRuntimes.js";
import { checkpointFromBytes } from "../../training/checkpointFile.js";
import { Trainer } from "../../training/trainer.js";
import type { TrainerCheckpoint } from "../../training/trainerCheckpoint.js";
import type { TrainingProcess } from "../../training/trainingProcess.js";
import type { LoadedInput } from "../loadInput.js";
import { modelInput } from "../modelInput.js";
import { runFiles } from "../runFolder/runPaths.js";
import { trainingTargets } from "./trainingTargets.js";
import { fieldTraining } from "./fieldTraining.js";
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
 * @throws UsageError where the checkpoint is damaged
 */
export async function prepareTraining(
  runFolder: string,
  config: Config,
  input: LoadedInput,
  threads: number,
  progress: Progress,
): Promise<PreparedTraining | null> {
  const checkpoint = await readCheckpoint(join(runFolder, runFiles.checkpoint));
  const { model, training } = config;
  if (input.table.layout.kind === "arrays") {
    const field = await fieldTraining(input, config, threads, checkpoint);
    if (field === null) return null;
    const { parameters, networks } = field.trainer;
    return { ...field, parameters, networks };
  }
  if (model.type === "masked") {
    const shapeFile = join(runFolder, runFiles.shape);
    const masked = await maskedTraining(input, config, threads, checkpoint, progress, shapeFile);
    if (masked === null) return null;
    const { parameters, networks } = masked.trainer;
    return { ...masked, parameters, networks };
  }
  const data = modelInput(input, training);
  if (data.columns.length === 0) return null;
  const trainer = await Trainer.create(
    {
      rows: data.rows,
      rowCount: data.rowCount,
      width: data.columns.length,
      model,
      columnWeights: columnWeights(
        model.columnWeights,
        data.columns.map(({ name }) => name),
      ),
      targets: trainingTargets(model.targets, input, data, training),
      training,
      runtimes: config.device === "tensorflow" ? [tensorflowRuntime()] : trainingRuntimes(threads),
    },
    checkpoint,
  );
  return {
    trainer,
    parameters: trainer.model.parameters,
    networks: null,
    latent: trainer.model.latent,
    model: () => ({
      type: "dense",
      columns: data.columns,
      latent: trainer.model.latent,
      ...(model.type === "jointVariational" ? { categories: model.categories } : {}),
      ...trainer.trainedLayers("best"),
    }),
  };
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
