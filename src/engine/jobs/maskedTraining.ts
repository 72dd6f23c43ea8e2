import { quantizeColumn } from "../../codec/grids/quantizeColumn.js";
import { inputWidths } from "../../codec/masked/featureLayout.js";
import { learnableColumns } from "../../codec/masked/maskedColumns.js";
import { trainingRows } from "../../codec/masked/trainingRows.js";
import type { Config } from "../../config/config.js";
import { classCount, outputCount, type MaskedModel } from "../../models/maskedModel.js";
import { onnxRuntime } from "../../runtime/onnxRuntime.js";
import { MaskedTrainer } from "../../training/maskedTrainer.js";
import type { TrainerCheckpoint } from "../../training/trainerCheckpoint.js";
import type { LoadedInput } from "../loadInput.js";

/** More rows teach small networks nothing. */
const mostTrainingRows = 262_144;

export interface MaskedTraining {
  readonly trainer: MaskedTrainer;
  /** The model with the present weights. */
  model(): MaskedModel;
}

/** Prepares the training of a masked autoencoder; null where no column can be learned. */
export async function maskedTraining(
  input: LoadedInput,
  config: Config,
  threads: number,
  checkpoint: TrainerCheckpoint | null,
): Promise<MaskedTraining | null> {
  const { model: shape, training } = config;
  if (shape.type !== "masked") throw new TypeError("Not a masked autoencoder.");
  const { context, components } = shape;
  const quantized = input.table.columns.map((column, i) => {
    const { bound, sentinels } = input.columns[i]!;
    return quantizeColumn(column, bound, sentinels, false);
  });
  const columns = learnableColumns(quantized);
  if (columns.length === 0) return null;
  const axes = columns.map(({ axis }) => axis);
  const { rows, rowCount, width, targets, cells } = trainingRows(
    columns,
    context,
    mostTrainingRows,
  );
  const inputs = inputWidths(axes, context);
  const trainer = await MaskedTrainer.create(
    {
      rows,
      rowCount,
      width,
      columns: axes.map((axis, c) => ({
        network: {
          from: inputs[c]!.from,
          inputs: inputs[c]!.count,
          hidden: inputs[c]!.from === 0 ? [] : shape.hidden,
          outputs: outputCount(axis, components),
          components: axis.axis === null ? 0 : components,
        },
        classes: classCount(axis),
        cells: cells[c]!,
        at: targets[c]!,
      })),
      training,
      runtime: onnxRuntime(1),
      threads,
    },
    checkpoint,
  );
  return {
    trainer,
    model: () => {
      const layers = trainer.layers();
      return {
        type: "masked",
        context,
        components,
        columns: axes.map((axis, c) => ({ ...axis, layers: layers[c]! })),
      };
    },
  };
}
