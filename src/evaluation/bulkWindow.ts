import { quantile } from "./quantiles.js";

/**
 * Where the bulk of ascending values lies: from the 0.05 % to the 99.95 % quantile, widened by a twentieth on each side,
 * but not beyond `least` and `most` (the extremes of both sides), and never below 0 for a positive column.
 */
export function bulkWindow(
  sorted: Float64Array,
  least: number,
  most: number,
): readonly [number, number] {
  const low = quantile(sorted, 0.0005);
  const high = quantile(sorted, 0.9995);
  const wider = (high - low) / 20;
  const from = Math.max(low - wider, least);
  const to = Math.min(high + wider, most);
  return [sorted[0] >= 0 ? Math.max(0, from) : from, to];
}
