import { modelRows } from "../codec/modelRows.js";
import type { TrainingConfig } from "../config/config.js";
import type { Column } from "../data/table.js";
import { toScore, type AxisMap } from "../models/axisMap.js";
import { fitAxisMap } from "../training/normalization.js";
import { splitRows } from "../training/splitRows.js";
import type { LoadedInput } from "./loadInput.js";

/** The modelled columns of a table, or blocks of arrays, as the network sees them. */
export interface ModelInput {
  readonly columns: readonly { readonly name: string; readonly axis: AxisMap }[];
  /** rowCount x (places x) columns, row-major, normalised; values that are not ordinary numbers stand at 0. */
  readonly rows: Float32Array;
  readonly rowCount: number;
  /** Values of each column in a row: 1 of tables. */
  readonly places: number;
}

/**
 * Fits the normalisation on the training rows (the same split as the trainer's) and normalises all rows.
 * @param block lengths of the blocks of arrays that are rows; absent: those of a table
 */
export function modelInput(
  input: LoadedInput,
  training: TrainingConfig,
  block?: readonly number[],
): ModelInput {
  const seenRows = modelRows(input.table.layout, input.table.rows, block);
  const { count: rowCount, places } = seenRows;
  const positions = seenRows.positions(0, rowCount);
  const split = splitRows(rowCount, training.validationFraction, training.seed);
  const modelled = input.columns.flatMap((column, index) =>
    column.modelled ? [{ column, values: input.table.columns[index]! }] : [],
  );
  const rows = new Float32Array(positions.length * modelled.length);
  const columns = modelled.map(({ column, values }, position) => {
    const isOrdinary = (value: number): boolean =>
      Number.isFinite(value) && !column.sentinels.includes(value);
    const numbers = asNumbers(values);
    const seen: number[] = [];
    for (const row of split.training) {
      for (let at = row * places; at < (row + 1) * places; at++) {
        const value = numbers[positions[at]!]!;
        if (isOrdinary(value)) seen.push(value);
      }
    }
    const axis = fitAxisMap(Float64Array.from(seen));
    for (let at = 0; at < positions.length; at++) {
      const value = numbers[positions[at]!]!;
      if (isOrdinary(value)) rows[at * modelled.length + position] = toScore(axis, value);
    }
    return { name: column.name, axis };
  });
  return { columns, rows, rowCount, places };
}

function asNumbers(column: Column): ArrayLike<number> {
  const { values } = column;
  return values instanceof BigInt64Array || values instanceof BigUint64Array
    ? Float64Array.from(values, Number)
    : values;
}
