import type { SideStatistics } from "../protocol/evaluation.js";
import { moments } from "./moments.js";
import type { SideValues } from "./sideValues.js";
import { weightedMoments } from "./weightedMoments.js";

/**
 * Statistics of the ordinary values of one side; what is not ordinary is counted.
 * @param weights of its rows, which mean and σ follow; null: every row counts the same
 * @param sentinels times the scale of the values
 */
export function sideStatistics(
  side: SideValues,
  weights: ArrayLike<number> | null = null,
  sentinels: readonly number[] = [],
): SideStatistics {
  const { sorted } = side;
  const { mean, std } =
    weights === null ? moments(sorted) : weightedMoments(side.values, weights, sentinels);
  const constant = sorted.length > 0 && sorted[0] === sorted[sorted.length - 1];
  return {
    entries: sorted.length,
    mean: constant ? sorted[0] : mean,
    // Rounding of the mean would leave a constant column with a tiny width.
    std: constant ? 0 : std,
    min: sorted.length > 0 ? sorted[0] : 0,
    max: sorted.length > 0 ? sorted[sorted.length - 1] : 0,
    nan: side.nan,
    infinite: side.infinite,
    zeros: side.zeros,
    ...(side.sentinels > 0 && { sentinels: side.sentinels }),
  };
}
