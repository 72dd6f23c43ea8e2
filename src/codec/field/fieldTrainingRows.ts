import { featureUnit } from "../masked/features.js";
import { wavefront } from "./wavefront.js";
import { enterAll } from "./fieldSteps.js";
import { fieldFeatures, type FieldCoding } from "./codedField.js";
import { FieldState, predictionUnit } from "./fieldState.js";
import { featureCount } from "./fieldFeatures.js";
import type { FieldValues } from "./fieldValues.js";

/** An array to train on: all but its network is known. */
export interface FieldToTrain {
  readonly coding: Omit<FieldCoding, "network">;
  readonly cellCount: number;
  readonly chunks: readonly FieldValues[];
  /** For each chunk the class of each value. */
  readonly classes: readonly Uint16Array[];
}

/** What the networks are trained on. */
export interface FieldTrainingRows {
  /** rowCount x width: for each array its features, then middle and width of the value's cell, and its class. */
  readonly rows: Float32Array;
  readonly rowCount: number;
  readonly width: number;
  /** Where the features of each array start in a row, and where its targets do. */
  readonly inputs: readonly { readonly from: number; readonly count: number }[];
  readonly targets: readonly number[];
}

const targetNumbers = 3;
/** Numbers that are held for training, at most: every thread has them all. */
const mostNumbers = 4 * 2 ** 22;
/** The golden ratio less one: multiples of it fill the unit interval evenly. */
const goldenStep = 0.6180339887498949;

/** Features and targets of places of arrays, evenly spread where there are more than fit. */
export function fieldTrainingRows(
  fields: readonly FieldToTrain[],
  dimensions: number,
  mostRows: number,
): FieldTrainingRows {
  const counts = fields.map(({ coding }) => featureCount(dimensions, coding.atoms.length > 0));
  const width = counts.reduce((sum, count) => sum + count + targetNumbers, 0);
  const lengths = fields[0].chunks.map(({ cells }) => cells.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const rowCount = Math.min(total, mostRows, Math.max(1, Math.floor(mostNumbers / width)));
  const places = Uint32Array.from({ length: rowCount }, (_, row) =>
    rowCount === total ? row : Math.floor(total * ((row * goldenStep) % 1)),
  ).sort();
  const rows = new Float32Array(new SharedArrayBuffer(4 * rowCount * width));
  const inputs: { from: number; count: number }[] = [];
  const targets: number[] = [];
  let from = 0;
  fields.forEach(({ coding, cellCount, chunks, classes }, f) => {
    const count = counts[f];
    const factor = 2 ** -coding.scale / predictionUnit;
    let row = 0;
    let start = 0;
    chunks.forEach(({ shape, cells, special }, c) => {
      const state = new FieldState(dimensions, shape, cellCount);
      const features = fieldFeatures(state, dimensions, coding);
      enterAll(state, features, wavefront(shape), (at) => (special[at] === 1 ? null : cells[at]));
      for (; row < rowCount && places[row] < start + cells.length; row++) {
        const at = places[row] - start;
        const { predictions, rows: seen } = features.lookAgain(Uint32Array.of(at));
        const [prediction] = predictions;
        const to = row * width + from;
        for (let i = 0; i < count; i++) rows[to + i] = seen[i] / featureUnit;
        rows[to + count] = (cells[at] * predictionUnit - prediction) * factor;
        rows[to + count + 1] = predictionUnit * factor;
        rows[to + count + 2] = classes[c][at];
      }
      start += cells.length;
    });
    inputs.push({ from, count });
    targets.push(from + count);
    from += count + targetNumbers;
  });
  return { rows, rowCount, width, inputs, targets };
}
