import { quantizeColumn } from "../../codec/grids/quantizeColumn.js";
import { inputWidths } from "../../codec/masked/featureLayout.js";
import { learnableColumns } from "../../codec/masked/maskedColumns.js";
import { trainingRows } from "../../codec/masked/trainingRows.js";
import type { Config } from "../../config/config.js";
import { classCount, outputCount, type MaskedModel } from "../../models/maskedModel.js";
import { tensorflowRuntime } from "../../runtime/tensorflowRuntime.js";
import { runtimeOfNetworks } from "../../runtime/threadedRuntime.js";
import { MaskedTrainer } from "../../training/maskedTrainer.js";
import type { TrainerCheckpoint } from "../../training/trainerCheckpoint.js";
import type { TrialRecord } from "../../protocol/runRecord.js";
import type { Progress } from "../../data/fileAccess.js";
import type { LoadedInput } from "../loadInput.js";
import { rowsOf } from "../longInput.js";
import { keepShape, keptShape } from "./keptShape.js";
import { maskedEfforts } from "./maskedEffort.js";
import { chooseShape } from "./maskedShape.js";

export interface MaskedTraining {
  readonly trainer: MaskedTrainer;
  /** The model with the present weights. */
  model(): MaskedModel;
}

/** Small tables take steps as well: an epoch costs no less than that of so many rows. */
const fewestRows = 32_768;
/** Inputs that cost as much as everything else in a small network. */
const costlyInputs = 150;

/** Fewer epochs where there are many columns, by a rule that does not look at the clock. */
function affordableEpochs(
  epochs: number,
  mostWork: number,
  rows: number,
  inputs: readonly number[],
): number {
  const perRow = inputs.reduce((sum, count) => sum + 1 + count / costlyInputs, 0);
  return Math.max(
    1,
    Math.min(epochs, Math.floor(mostWork / (Math.max(rows, fewestRows) * perRow))),
  );
}

/**
 * Prepares the training of a masked autoencoder; null where no column can be learned.
 * @param shapeFile where the choices of trials are kept; null to make them every time
 * @param tell told what trials try and find
 */
export async function maskedTraining(
  input: LoadedInput,
  config: Config,
  threads: number,
  checkpoint: TrainerCheckpoint | null,
  progress: Progress,
  shapeFile: string | null,
  tell: (record: TrialRecord) => void = () => undefined,
): Promise<MaskedTraining | null> {
  const { model, training } = config;
  if (model.type !== "masked") throw new TypeError("Not a masked autoencoder.");
  const { components } = model;
  const { mostRows, mostWork } = maskedEfforts[model.effort];
  const quantized = input.table.columns.map((column, i) => {
    const { bound, sentinels } = input.columns[i]!;
    return quantizeColumn(column, bound, sentinels, false);
  });
  const found = learnableColumns(quantized);
  if (found.length === 0) return null;
  const labels = input.columns.map(({ label }) => label);
  const kept = shapeFile === null ? null : await keptShape(shapeFile, found);
  const shape = kept ?? (await chooseShape(found, config, threads, { progress, tell, labels }));
  if (shape.columns.length === 0) return null;
  if (kept === null && shapeFile !== null) await keepShape(shapeFile, shape);
  const { columns, context, hidden } = shape;
  const axes = columns.map(({ axis }) => axis);
  const { rows, rowCount, width, targets, cells, rawBits } = trainingRows(
    columns,
    context,
    mostRows,
  );
  const inputs = inputWidths(axes, context);
  const networks = inputs.map(({ from, count }) => (from === 0 ? 0 : count));
  const trainer = await MaskedTrainer.create(
    {
      rows,
      rowCount,
      width,
      columns: axes.map((axis, c) => ({
        network: {
          inputs: [inputs[c]!],
          hidden: inputs[c]!.from === 0 ? [] : hidden,
          outputs: outputCount(axis, components),
          components: axis.axis === null ? 0 : components,
        },
        classes: classCount(axis),
        cells: cells[c]!,
        rawBits: rawBits[c]!,
        at: targets[c]!,
      })),
      training: {
        ...training,
        epochs: affordableEpochs(training.epochs, mostWork, rowCount, networks),
      },
      codedRows: rowsOf(input),
      runtime:
        config.device === "tensorflow"
          ? tensorflowRuntime()
          : runtimeOfNetworks(threads, axes.length),
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
