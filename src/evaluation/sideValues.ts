import type { Column } from "../data/table.js";
import { copyNumbers } from "./copyNumbers.js";

/** One side of a column as float64, and what of it is not ordinary. */
export interface SideValues {
  /** All rows in order, times the scale; NaN and ±inf as they are. */
  readonly values: Float64Array;
  /** The finite values that are no sentinels, times the scale, ascending. */
  readonly sorted: Float64Array;
  readonly nan: number;
  readonly infinite: number;
  readonly zeros: number;
  readonly sentinels: number;
}

/**
 * Converts a column to float64, times `scale` (a power of two), and sorts what is ordinary in it.
 * `values` and `sorted` are buffers with one element per row at least; the result looks into them.
 */
export function sideValues(
  column: Column,
  scale: number,
  sentinels: readonly number[],
  values: Float64Array,
  sorted: Float64Array,
): SideValues {
  const rows = column.values.length;
  copyNumbers(column.values, values);
  const special = new Set(scaledSentinels(column, scale, sentinels));
  let ordinary = 0;
  let nan = 0;
  let infinite = 0;
  let zeros = 0;
  let found = 0;
  for (let i = 0; i < rows; i++) {
    const raw = values[i];
    const value = raw * scale;
    values[i] = value;
    if (raw === 0) zeros++;
    if (Number.isNaN(value)) nan++;
    else if (value === Infinity || value === -Infinity) infinite++;
    else if (special.size > 0 && special.has(value)) found++;
    else sorted[ordinary++] = value;
  }
  return {
    values: values.subarray(0, rows),
    sorted: sorted.subarray(0, ordinary).sort(),
    nan,
    infinite,
    zeros,
    sentinels: found,
  };
}

/** The sentinels as they stand among the values: a float32 column holds −999.9 as its nearest float32. */
export function scaledSentinels(
  column: Column,
  scale: number,
  sentinels: readonly number[],
): number[] {
  return sentinels.map((value) => (column.type === "float32" ? Math.fround(value) : value) * scale);
}
