import { columnWeights } from "../../config/columnWeights.js";
import type { Config, LatentModelConfig, TrainingConfig } from "../../config/config.js";
import { arrayBlock } from "../../config/models/arrayBlock.js";
import { withSizes } from "../../config/models/modelSizes.js";
import type { DenseModel } from "../../models/trainedModel.js";
import { tensorflowRuntime } from "../../runtime/tensorflowRuntime.js";
import { trainingRuntimes } from "../../runtime/trainingRuntimes.js";
import { Trainer } from "../../training/trainer.js";
import type { TrainerCheckpoint } from "../../training/trainerCheckpoint.js";
import type { LoadedInput } from "../loadInput.js";
import { modelInput } from "../modelInput.js";
import { trainingTargets } from "./trainingTargets.js";

export interface LatentTraining {
  readonly trainer: Trainer;
  /** The model with the best weights. */
  model(): DenseModel;
}

/** Blocks are fewer than the rows of tables: an epoch has so many steps at least, unless batches became too small. */
const fewestSteps = 64;
const smallestBatch = 16;
/** Where an epoch has fewer steps than this, there are more epochs, but only by so much. */
const usualSteps = 256;
const timesOfEpochs = 10;

/** Prepares the training of a model with latents, on rows of a table or blocks of arrays; null where it would see nothing. */
export async function latentTraining(
  input: LoadedInput,
  model: LatentModelConfig,
  { training, device }: Config,
  threads: number,
  checkpoint: TrainerCheckpoint | null,
): Promise<LatentTraining | null> {
  const { layout } = input.table;
  const block = layout.kind === "arrays" ? arrayBlock(model, layout.shape) : undefined;
  const data = modelInput(input, training, block);
  const { columns, rows, rowCount } = data;
  if (columns.length === 0) return null;
  const width = rows.length / rowCount;
  const sized = withSizes(model, block === undefined ? null : width);
  const weights = columnWeights(
    model.columnWeights,
    columns.map(({ name }) => name),
  );
  const trainer = await Trainer.create(
    {
      rows,
      rowCount,
      width,
      model: sized,
      columnWeights:
        weights === null
          ? null
          : Array.from({ length: width }, (_, i) => weights[i % weights.length]!),
      targets: trainingTargets(model.targets, input, data, training),
      ...(block === undefined ? {} : { block }),
      training: block === undefined ? training : blockTraining(training, rowCount),
      runtimes: device === "tensorflow" ? [tensorflowRuntime()] : trainingRuntimes(threads),
    },
    checkpoint,
  );
  return {
    trainer,
    model: () => ({
      type: "dense",
      columns,
      latent: trainer.model.latent,
      ...(block === undefined ? {} : { block }),
      ...(model.type === "jointVariational" ? { categories: model.categories } : {}),
      ...trainer.trainedLayers("best"),
    }),
  };
}

/** How blocks of arrays are trained on: in smaller batches, and more often where they are few. */
function blockTraining(training: TrainingConfig, blocks: number): TrainingConfig {
  const batchSize = Math.min(
    training.batchSize,
    Math.max(smallestBatch, Math.floor(blocks / fewestSteps)),
  );
  const steps = Math.max(1, Math.floor(((1 - training.validationFraction) * blocks) / batchSize));
  const times = Math.max(1, Math.min(timesOfEpochs, Math.round(usualSteps / steps)));
  return { ...training, batchSize, epochs: times * training.epochs };
}
