import type { ResponseReport } from "../protocol/evaluation.js";
import { fillHistogram } from "./fillHistogram.js";
import { moments } from "./moments.js";
import { quantile, sigma68 } from "./quantiles.js";
import { sortedFinite } from "./residuals.js";
import { sortedSizes } from "./sortedSizes.js";
import { symmetricEdges } from "./symmetricEdges.js";
import { weightedMoments } from "./weightedMoments.js";

const bins = 61;
/** Of the responses, this share lies within the window, which is never wider than ±100 %. */
const shown = 0.97;
/** Keeps squares finite where a value next to 0 came back as a huge one. */
const largest = 1e100;

/**
 * Response (x̂ − x)/x in per cent of the rows with |x| > `threshold`, sentinels left out; the window follows the data.
 * `scratch` are two buffers with one element per row.
 */
export function response(
  original: Float64Array,
  delta: Float64Array,
  threshold: number,
  sentinels: readonly number[],
  scratch: readonly [Float64Array, Float64Array],
  weights: ArrayLike<number> | null = null,
): ResponseReport {
  const special = new Set(sentinels);
  const per = scratch[0].subarray(0, original.length);
  const shows = (x: number): boolean => Math.abs(x) > threshold && !special.has(x);
  const responseOf = (i: number): number =>
    shows(original[i])
      ? Math.max(-largest, Math.min(largest, (100 * delta[i]) / original[i]))
      : NaN;
  let excluded = 0;
  for (let i = 0; i < original.length; i++) {
    per[i] = responseOf(i);
    if (!Number.isNaN(delta[i]) && !shows(original[i])) excluded++;
  }
  const sorted = sortedFinite(per, scratch[1]);
  const { mean, rms } = weights === null ? moments(sorted) : weightedMoments(per, weights);
  const median = quantile(sorted, 0.5);
  const width = sigma68(sorted);
  // The unsorted values are needed no longer: their memory takes the sizes.
  const sizes = sortedSizes(sorted, scratch[0]);
  const most = sizes.length > 0 ? sizes[sizes.length - 1] : 0;
  const reach = Math.min(100, quantile(sizes, shown) || most || 1);
  const edges = symmetricEdges(reach < 1e-290 ? 1 : reach, bins);
  // Sorted values have lost their rows, and with them their weights.
  const inRows = weights && scratch[0].subarray(0, original.length);
  if (inRows) for (let i = 0; i < inRows.length; i++) inRows[i] = responseOf(i);
  return {
    histogram: { edges, ...fillHistogram(inRows ?? sorted, edges, weights) },
    threshold,
    excluded,
    mean,
    median,
    rms,
    sigma68: width,
  };
}
