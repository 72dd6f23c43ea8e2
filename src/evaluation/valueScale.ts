import type { ColumnValues } from "../data/table.js";

const tooLarge = 2 ** 400;
const tooSmall = 2 ** -400;

/**
 * A power of two (2^-600, 1 or 2^600) that brings the values of both sides to where their squares, sums and differences
 * neither overflow nor vanish. Being a power of two, it changes no digit.
 */
export function valueScale(original: ColumnValues, decompressed: ColumnValues): number {
  // Only float64 reaches that far.
  const largest = Math.max(largestFinite(original), largestFinite(decompressed));
  if (largest > tooLarge) return 2 ** -600;
  return largest > 0 && largest < tooSmall ? 2 ** 600 : 1;
}

function largestFinite(values: ColumnValues): number {
  if (!(values instanceof Float64Array)) return 0;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]);
    if (size > largest && size < Infinity) largest = size;
  }
  return largest;
}
