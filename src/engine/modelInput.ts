import type { TrainingConfig } from "../config/config.js";
import type { Column } from "../data/table.js";
import { toScore, type AxisMap } from "../models/axisMap.js";
import { fitAxisMap } from "../training/normalization.js";
import { splitRows } from "../training/splitRows.js";
import type { LoadedInput } from "./loadInput.js";

/** The modelled columns of a table as the network sees them. */
export interface ModelInput {
  readonly columns: readonly { readonly name: string; readonly axis: AxisMap }[];
  /** rowCount x columns, row-major, normalised; values that are not ordinary numbers stand at 0. */
  readonly rows: Float32Array;
  readonly rowCount: number;
}

/** Fits the normalisation on the training rows (the same split as the trainer's) and normalises all rows. */
export function modelInput(input: LoadedInput, training: TrainingConfig): ModelInput {
  const rowCount = input.table.rows;
  const split = splitRows(rowCount, training.validationFraction, training.seed);
  const modelled = input.columns.flatMap((column, index) =>
    column.modelled ? [{ column, values: input.table.columns[index]! }] : [],
  );
  const rows = new Float32Array(rowCount * modelled.length);
  const columns = modelled.map(({ column, values }, position) => {
    const isOrdinary = (value: number): boolean =>
      Number.isFinite(value) && !column.sentinels.includes(value);
    const numbers = asNumbers(values);
    const seen: number[] = [];
    for (const row of split.training) {
      const value = numbers[row]!;
      if (isOrdinary(value)) seen.push(value);
    }
    const axis = fitAxisMap(Float64Array.from(seen));
    for (let row = 0; row < rowCount; row++) {
      const value = numbers[row]!;
      if (isOrdinary(value)) rows[row * modelled.length + position] = toScore(axis, value);
    }
    return { name: column.name, axis };
  });
  return { columns, rows, rowCount };
}

function asNumbers(column: Column): ArrayLike<number> {
  const { values } = column;
  return values instanceof BigInt64Array || values instanceof BigUint64Array
    ? Float64Array.from(values, Number)
    : values;
}
