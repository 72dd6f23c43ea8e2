import type { ResidualStatistics } from "../protocol/evaluation.js";
import { moments } from "./moments.js";
import { quantile, sigma68 } from "./quantiles.js";
import { sortedSizes } from "./sortedSizes.js";
import { weightedMoments } from "./weightedMoments.js";

/** Δ of every row, with the rows' weights. */
export interface WeightedResiduals {
  readonly delta: Float64Array;
  readonly weights: ArrayLike<number>;
}

/**
 * Statistics of Δ. `sorted` holds its finite values ascending, `sizes` is a buffer of the same length at least.
 * @param weighted what mean and RMS follow; null: every row counts the same
 */
export function residualStatistics(
  sorted: Float64Array,
  outsideBound: number | null,
  sizes: Float64Array,
  weighted: WeightedResiduals | null = null,
): ResidualStatistics {
  const n = sorted.length;
  const { mean, meanError, rms } =
    weighted === null ? counted(sorted) : weightedMoments(weighted.delta, weighted.weights);
  const absolute = sortedSizes(sorted, sizes);
  const at = (share: number): number => quantile(sorted, share);
  return {
    entries: n,
    mean,
    meanError,
    median: at(0.5),
    rms,
    sigma68: sigma68(sorted),
    q999: quantile(absolute, 0.999),
    maxAbs: n > 0 ? absolute[n - 1] : 0,
    quantiles: [at(0.001), at(0.16), at(0.5), at(0.84), at(0.999)],
    outsideBound,
  };
}

function counted(sorted: Float64Array): { mean: number; meanError: number; rms: number } {
  const { mean, std, rms } = moments(sorted);
  return { mean, rms, meanError: sorted.length > 0 ? std / Math.sqrt(sorted.length) : 0 };
}
