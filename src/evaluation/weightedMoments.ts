import type { Moments } from "./moments.js";

export interface WeightedMoments extends Moments {
  /** Standard uncertainty of the mean, with that of the weights' sum: √Σw²(x − mean)² / Σw. */
  readonly meanError: number;
}

/**
 * Moments in which every value counts with its weight: Σwx/Σw and so on; all 0 where the weights do not add up to more than 0.
 * Values and weights that are not finite, and `special` values, are left out. Negative weights, as generators of
 * higher orders give, count as they are; a negative variance is given as 0.
 */
export function weightedMoments(
  values: Float64Array,
  weights: ArrayLike<number>,
  special: readonly number[] = [],
): WeightedMoments {
  const skipped = new Set(special);
  const counts = (i: number): boolean =>
    Number.isFinite(values[i]) && Number.isFinite(weights[i]) && !skipped.has(values[i]);
  let largest = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (!counts(i)) continue;
    largest = Math.max(largest, Math.abs(values[i]));
    total += weights[i];
  }
  if (largest === 0 || !(total > 0)) return { mean: 0, std: 0, rms: 0, meanError: 0 };
  const unit = 2 ** Math.floor(Math.log2(largest));
  let sum = 0;
  for (let i = 0; i < values.length; i++)
    if (counts(i)) sum += (weights[i] / total) * (values[i] / unit);
  const guess = sum;
  let residue = 0;
  let squares = 0;
  let aboutZero = 0;
  for (let i = 0; i < values.length; i++) {
    if (!counts(i)) continue;
    const share = weights[i] / total;
    const value = values[i] / unit;
    residue += share * (value - guess);
    squares += share * (value - guess) ** 2;
    aboutZero += share * value * value;
  }
  const mean = guess + residue;
  let uncertainty = 0;
  for (let i = 0; i < values.length; i++) {
    if (counts(i)) uncertainty += ((weights[i] / total) * (values[i] / unit - mean)) ** 2;
  }
  return {
    mean: mean * unit,
    std: Math.sqrt(Math.max(0, squares - residue * residue)) * unit,
    rms: Math.sqrt(Math.max(0, aboutZero)) * unit,
    meanError: Math.sqrt(uncertainty) * unit,
  };
}
