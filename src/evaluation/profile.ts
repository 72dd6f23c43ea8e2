import type { ProfileBin } from "../protocol/evaluation.js";
import { quantile } from "./quantiles.js";

const quantileBins = 20;

/**
 * Mean and spread of Δ in bins of equal numbers of originals. A bin reaches from above its lower to its upper quantile,
 * so that a value that fills several bins (say, exact zeros at the lower end) makes one.
 * @param sorted the ordinary originals, ascending; rows with other values of `original` are left out
 * @param scratch a buffer with one element per row
 */
export function profile(
  original: Float64Array,
  delta: Float64Array,
  sorted: Float64Array,
  sentinels: readonly number[],
  scratch: Float64Array,
): ProfileBin[] {
  const uppers = upperEdges(sorted);
  if (uppers.length === 0) return [];
  const special = new Set(sentinels);
  const binOfRow = (i: number): number => {
    const x = original[i];
    if (Number.isNaN(delta[i]) || special.has(x)) return -1;
    let bin = 0;
    while (uppers[bin] < x) bin++;
    return bin;
  };
  const starts = new Uint32Array(uppers.length + 1);
  for (let i = 0; i < original.length; i++) {
    const bin = binOfRow(i);
    if (bin >= 0) starts[bin + 1]++;
  }
  for (let bin = 0; bin < uppers.length; bin++) starts[bin + 1] += starts[bin];
  const next = starts.slice();
  const sums = new Float64Array(uppers.length);
  for (let i = 0; i < original.length; i++) {
    const bin = binOfRow(i);
    if (bin < 0) continue;
    scratch[next[bin]++] = delta[i];
    sums[bin] += original[i];
  }
  const result: ProfileBin[] = [];
  for (let bin = 0; bin < uppers.length; bin++) {
    const inside = scratch.subarray(starts[bin], starts[bin + 1]).sort();
    if (inside.length === 0) continue;
    let sum = 0;
    for (let i = 0; i < inside.length; i++) sum += inside[i];
    result.push({
      x: sums[bin] / inside.length,
      from: bin === 0 ? sorted[0] : uppers[bin - 1],
      to: uppers[bin],
      entries: inside.length,
      mean: sum / inside.length,
      low: quantile(inside, 0.16),
      high: quantile(inside, 0.84),
    });
  }
  return result;
}

function upperEdges(sorted: Float64Array): number[] {
  const uppers: number[] = [];
  if (sorted.length === 0) return uppers;
  for (let k = 1; k <= quantileBins; k++) {
    const upper = sorted[Math.max(0, Math.ceil((k * sorted.length) / quantileBins) - 1)];
    if (uppers.length === 0 || upper > uppers[uppers.length - 1]) uppers.push(upper);
  }
  return uppers;
}
