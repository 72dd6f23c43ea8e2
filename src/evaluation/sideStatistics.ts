import type { SideStatistics } from "../protocol/evaluation.js";
import { moments } from "./moments.js";
import type { SideValues } from "./sideValues.js";

/** Statistics of the ordinary values of one side; what is not ordinary is counted. */
export function sideStatistics(side: SideValues): SideStatistics {
  const { sorted } = side;
  const { mean, std } = moments(sorted);
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
