import { scale } from "./mixture.js";

/**
 * Ideal code length in bits of symbols whose intervals of 2^26 have these sizes, each with `lowBits` stored as they are.
 * A size of 0 is no symbol.
 */
export function symbolBits(sizes: Float64Array | null, lowBits = 0): number {
  let bits = 0;
  if (sizes === null) return bits;
  for (let i = 0; i < sizes.length; i++) {
    if (sizes[i] > 0) bits += Math.log2(scale / sizes[i]) + lowBits;
  }
  return bits;
}
