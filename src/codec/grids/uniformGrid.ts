import { largestIndex } from "./columnGrid.js";
import { fillExactRows, type Quantized } from "./quantized.js";
import type { SentinelTest } from "./sentinelTest.js";
import { withinBound } from "./withinBound.js";

type FloatValues = Float32Array | Float64Array;

/** Bits that a value stored exactly costs, roughly. */
const exceptionBits = 64;

/**
 * The largest step for which all but a few values keep within `bound` after rounding to their type: twice the bound,
 * less the rounding errors at the largest magnitude that is worth it. Values above that magnitude may fail and be
 * stored exactly; that costs less than a finer grid for all.
 * @returns null where the bound is below the rounding errors: only exact storage can meet it
 */
export function fitUniformStep(values: FloatValues, bound: number): number | null {
  const single = values instanceof Float32Array;
  const counts = countExponents(values);
  let largest = counts.length - 2;
  while (largest > 0 && counts[largest] === 0) largest--;
  let best: number | null = null;
  let bestCost = Infinity;
  let outside = 0;
  for (let exponent = largest; exponent >= 0 && outside < values.length / 2; exponent--) {
    const ulp = 2 ** (Math.max(1, exponent) - (single ? 150 : 1075));
    const rounding = single ? ulp * (1 + 2 ** -24) : 4 * ulp;
    // Twice the largest number overflows; half of it is as good as any.
    const step = bound < Number.MAX_VALUE / 2 ? 2 * bound - rounding : bound;
    const usable = step > 0 && Number.isFinite(1 / step);
    const cost = usable
      ? values.length * Math.log2((2 * Math.min(bound, Number.MAX_VALUE / 2)) / step) +
        outside * exceptionBits
      : Infinity;
    if (cost < bestCost) {
      bestCost = cost;
      best = step;
    }
    // How often rounding breaks the bound at this magnitude.
    outside += counts[exponent] * Math.min(1, rounding / (2 * bound));
  }
  return best;
}

/** Puts values on multiples of `step` and checks each against `bound` as it will come back. */
export function quantizeUniform(
  values: FloatValues,
  step: number,
  bound: number,
  isSentinel: SentinelTest,
): Quantized {
  const indices = new Float64Array(values.length);
  const exact = new Uint8Array(values.length);
  const single = values instanceof Float32Array;
  let failed = 0;
  let maxError = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    let index = roundToIndex(value / step);
    if (Number.isNaN(index) || Object.is(value, -0) || isSentinel(value)) {
      exact[row] = 1;
      failed++;
      continue;
    }
    let restored = single ? Math.fround(index * step) : index * step;
    if (!withinBound(value, restored, bound)) {
      index += restored < value ? 1 : -1;
      restored = single ? Math.fround(index * step) : index * step;
      if (!withinBound(value, restored, bound)) {
        exact[row] = 1;
        failed++;
        continue;
      }
    }
    indices[row] = index;
    const error = Math.abs(restored - value);
    if (error > maxError) maxError = error;
  }
  if (failed > 0) fillExactRows(indices, exact);
  return { planes: [indices], exact: failed > 0 ? exact : null, maxError };
}

/** The nearest whole number, halves upwards, never -0; NaN where it is too large for an index. */
export function roundToIndex(quotient: number): number {
  const index = Math.floor(quotient + 0.5) + 0;
  return index >= -largestIndex && index <= largestIndex ? index : NaN;
}

/** Values of grid indices, written to `out` from row `at`. */
export function uniformValues(
  indices: Float64Array,
  step: number,
  out: FloatValues,
  at: number,
): void {
  for (let i = 0; i < indices.length; i++) out[at + i] = indices[i] * step;
}

/** How many nonzero finite values have each biased exponent. */
function countExponents(values: FloatValues): Float64Array {
  const single = values instanceof Float32Array;
  const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  const counts = new Float64Array(single ? 256 : 2048);
  for (let row = 0; row < values.length; row++) {
    if (values[row] === 0) continue;
    const exponent = single ? (words[row] >>> 23) & 255 : (words[2 * row + 1] >>> 20) & 2047;
    counts[exponent]++;
  }
  return counts;
}
