import type { ColumnValues } from "../data/table.js";

/** Copies a column of any type into `out` as float64 (64-bit integers to the nearest). */
export function copyNumbers(values: ColumnValues, out: Float64Array): void {
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    for (let i = 0; i < values.length; i++) out[i] = Number(values[i]);
  } else {
    out.set(values);
  }
}
