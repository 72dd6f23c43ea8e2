import type { ColumnValues } from "../data/table.js";

/**
 * Δ = x̂ − x of every row, written to `out` and returned as its first rows: NaN where either side is not finite.
 * 64-bit integers are subtracted as such, so that no digit is lost; `period` (the length of a full turn) wraps Δ into
 * [−period/2, period/2].
 * @param original x, times the scale
 * @param decompressed x̂, times the scale
 * @param stored the same as they are stored
 */
export function residuals(
  original: Float64Array,
  decompressed: Float64Array,
  stored: { readonly original: ColumnValues; readonly decompressed: ColumnValues },
  period: number | null,
  out: Float64Array,
): Float64Array {
  const rows = original.length;
  const from = stored.original;
  const to = stored.decompressed;
  if (isWide(from) && isWide(to)) {
    for (let i = 0; i < rows; i++) out[i] = from[i] === to[i] ? 0 : Number(to[i] - from[i]);
  } else {
    for (let i = 0; i < rows; i++) {
      const difference = decompressed[i] - original[i];
      out[i] = Number.isFinite(difference) ? difference : NaN;
    }
  }
  if (period !== null) {
    for (let i = 0; i < rows; i++) out[i] -= period * Math.round(out[i] / period);
  }
  return out.subarray(0, rows);
}

/** Copies the finite values to `out` and sorts them. */
export function sortedFinite(values: Float64Array, out: Float64Array): Float64Array {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) out[count++] = values[i];
  }
  return out.subarray(0, count).sort();
}

function isWide(values: ColumnValues): values is BigInt64Array | BigUint64Array {
  return values instanceof BigInt64Array || values instanceof BigUint64Array;
}
