import { maxScaleBits, type BinTable } from "./binTable.js";
import { scaleFrequencies } from "./scaleFrequencies.js";

/**
 * A table for numbers of which it has seen a part: where its bins leave numbers from `lowest` to `highest` out, a wide bin
 * below all others takes them, at the smallest frequency.
 * @param highest at most lowest + 2^52 - 3
 */
export function coverRange(table: BinTable, lowest: number, highest: number): BinTable {
  if (covers(table, lowest, highest)) return table;
  const { atoms, lowers, rawBits, frequencies } = table;
  const lower = Math.min(lowest, lowers.length === 0 ? lowest : lowers[0] - 1);
  let width = 0;
  while (lower + 2 ** width <= highest) width++;
  const counts = Float64Array.of(
    ...frequencies.subarray(0, atoms),
    0,
    ...frequencies.subarray(atoms),
  );
  return {
    scaleBits: maxScaleBits,
    atoms,
    lowers: Float64Array.of(lower, ...lowers),
    rawBits: Uint8Array.of(width, ...rawBits),
    frequencies: scaleFrequencies(counts, maxScaleBits),
  };
}

function covers({ lowers, rawBits }: BinTable, lowest: number, highest: number): boolean {
  let next = lowest;
  for (let bin = 0; bin < lowers.length && next <= highest; bin++) {
    if (lowers[bin] > next) return false;
    next = Math.max(next, lowers[bin] + 2 ** rawBits[bin]);
  }
  return next > highest;
}
