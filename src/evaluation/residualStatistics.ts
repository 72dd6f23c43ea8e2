import type { ResidualStatistics } from "../protocol/evaluation.js";
import { moments } from "./moments.js";
import { quantile, sigma68 } from "./quantiles.js";
import { sortedSizes } from "./sortedSizes.js";

/**
 * Statistics of Δ. `sorted` holds its finite values ascending, `sizes` is a buffer of the same length at least.
 */
export function residualStatistics(
  sorted: Float64Array,
  outsideBound: number | null,
  sizes: Float64Array,
): ResidualStatistics {
  const n = sorted.length;
  const { mean, std, rms } = moments(sorted);
  const absolute = sortedSizes(sorted, sizes);
  const at = (share: number): number => quantile(sorted, share);
  return {
    entries: n,
    mean,
    meanError: n > 0 ? std / Math.sqrt(n) : 0,
    median: at(0.5),
    rms,
    sigma68: sigma68(sorted),
    q999: quantile(absolute, 0.999),
    maxAbs: n > 0 ? absolute[n - 1] : 0,
    quantiles: [at(0.001), at(0.16), at(0.5), at(0.84), at(0.999)],
    outsideBound,
  };
}
