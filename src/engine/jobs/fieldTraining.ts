import { chooseFieldChunk } from "../../codec/field/chunkShapes.js";
import { fieldTrainingRows } from "../../codec/field/fieldTrainingRows.js";
import { learnableFields, type LearnableField } from "../../codec/field/learnableFields.js";
import { quantizeColumn } from "../../codec/grids/quantizeColumn.js";
import type { Config } from "../../config/config.js";
import { fieldOutputs, type FieldModel } from "../../models/fieldModel.js";
import { tensorflowRuntime } from "../../runtime/tensorflowRuntime.js";
import { threadedRuntime } from "../../runtime/threadedRuntime.js";
import { MaskedTrainer } from "../../training/maskedTrainer.js";
import type { TrainerCheckpoint } from "../../training/trainerCheckpoint.js";
import type { LoadedInput } from "../loadInput.js";
import type { Effort } from "./maskedEffort.js";

export interface FieldTraining {
  readonly trainer: MaskedTrainer;
  /** The model with the present weights. */
  model(): FieldModel;
}

/** More places teach small networks nothing. */
const mostTrainingPlaces = 196_608;
/** Visits of places that training may cost, all arrays together; 1.6e7 are about ten seconds of a core. */
const mostVisits: Readonly<Record<Effort, number>> = { fast: 3e6, balanced: 1.6e7, small: 4e7 };
/** Places are alike, so that small arrays are seen more often than the rows of tables ... */
const timesOfEpochs = 2;
/** ... and large ones still a little. */
const fewestEpochs = 4;
const components = 4;
/** Bytes of the array by linear prediction alone, up to which so many hidden units pay; more bytes carry more weights. */
const hiddenByBytes: readonly (readonly [number, number])[] = [
  [2_000, 8],
  [30_000, 16],
  [120_000, 24],
  [Infinity, 32],
];
const lastHidden = 16;

/**
 * Prepares the training of the networks of a masked model of arrays; null where no array can be learned.
 */
export async function fieldTraining(
  input: LoadedInput,
  config: Config,
  threads: number,
  checkpoint: TrainerCheckpoint | null,
): Promise<FieldTraining | null> {
  const { model: shaped, training } = config;
  if (shaped.type !== "masked") throw new TypeError("No model of arrays.");
  const { table, columns } = input;
  const { layout } = table;
  if (layout.kind !== "arrays") throw new TypeError("No arrays.");
  const { shape } = layout;
  const quantized = table.columns.map((column, i) => {
    const { bound, sentinels } = columns[i]!;
    return quantizeColumn(column, bound, sentinels, false);
  });
  const chunkRows = chooseFieldChunk(shape, table.columns.length);
  const fields = learnableFields(quantized, shape, chunkRows);
  if (fields.length === 0) return null;
  const { rows, rowCount, width, inputs, targets } = fieldTrainingRows(
    fields,
    shape.length,
    mostTrainingPlaces,
  );
  const visits = mostVisits[shaped.effort] / fields.length;
  const affordable = Math.floor(visits / rowCount);
  const epochs = Math.max(fewestEpochs, Math.min(timesOfEpochs * training.epochs, affordable));
  const trainer = await MaskedTrainer.create(
    {
      rows,
      rowCount,
      codedRows: table.rows,
      width,
      columns: fields.map((field, f) => ({
        network: {
          inputs: [inputs[f]!],
          hidden: shaped.hidden ?? hiddenWidths(field, table.rows),
          outputs: fieldOutputs(field.coding.atoms.length, components),
          components,
        },
        classes: field.coding.atoms.length + 1,
        cells: field.cellCount,
        rawBits: field.rawBits,
        at: targets[f]!,
      })),
      training: { ...training, epochs },
      runtime: config.device === "tensorflow" ? tensorflowRuntime() : threadedRuntime(threads),
    },
    checkpoint,
  );
  return {
    trainer,
    model: () => {
      const layers = trainer.layers();
      return {
        type: "field",
        dimensions: shape.length,
        components,
        columns: fields.map(({ coding, position }, f) => ({
          ...coding,
          name: table.columns[position]!.name,
          layers: layers[f]!,
        })),
      };
    },
  };
}

function hiddenWidths({ linearBits }: LearnableField, values: number): number[] {
  const bytes = (linearBits * values) / 8;
  const first = hiddenByBytes.find(([most]) => bytes <= most)![1];
  return [first, Math.min(first, lastHidden)];
}
