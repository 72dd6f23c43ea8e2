import type { Column } from "../data/table.js";
import { copyNumbers } from "./copyNumbers.js";
import { scaledSentinels } from "./sideValues.js";

/**
 * Marks with 1 the rows in which both sides are finite and the original is no sentinel; null where that is every row.
 */
export function usableRows(
  original: Column,
  decompressed: Column,
  sentinels: readonly number[],
  buffers: { readonly original: Float64Array; readonly decompressed: Float64Array },
): Uint8Array | null {
  const rows = original.values.length;
  const before = buffers.original;
  const after = buffers.decompressed;
  copyNumbers(original.values, before);
  copyNumbers(decompressed.values, after);
  const special = new Set(scaledSentinels(original, 1, sentinels));
  let marks: Uint8Array | null = null;
  for (let i = 0; i < rows; i++) {
    const usable =
      Number.isFinite(before[i]) &&
      Number.isFinite(after[i]) &&
      !(special.size > 0 && special.has(before[i]));
    if (usable) continue;
    marks ??= new Uint8Array(rows).fill(1);
    marks[i] = 0;
  }
  return marks;
}
