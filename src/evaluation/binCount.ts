import { moments } from "./moments.js";
import { quantile } from "./quantiles.js";

const mostBins = 200;
const fewestBins = 5;
/** Scott's rule asks for few bins where a spike hides the spread; then this many at least. */
const fewestBesideSpike = 50;

/**
 * Number of bins for a window of length `window` by Freedman and Diaconis's rule (width 2 IQR n^(-1/3)), at most 200.
 * Where half of the values are equal, Scott's rule (3.49 σ n^(-1/3)) steps in.
 */
export function binCount(sorted: Float64Array, window: number): number {
  const root = Math.cbrt(sorted.length);
  const box = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  if (box > 0) return within(Math.ceil((window * root) / (2 * box)), fewestBins);
  const { std } = moments(sorted);
  if (!(std > 0)) return fewestBins;
  return within(Math.ceil((window * root) / (3.49 * std)), fewestBesideSpike);
}

function within(bins: number, fewest: number): number {
  // A box that is denormal beside the window gives Infinity.
  return Math.max(fewest, Math.min(mostBins, bins));
}
