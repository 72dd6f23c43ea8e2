import { quantile } from "./quantiles.js";

/**
 * Where the bulk of ascending values lies: from the 0.05 % to the 99.95 % quantile, widened by a twentieth on each side,
 * but no further than `margin` (the bound) beyond the smallest and largest value, and never below 0 for a positive column.
 */
export function bulkWindow(sorted: Float64Array, margin: number): readonly [number, number] {
  const least = sorted[0];
  const most = sorted[sorted.length - 1];
  const low = quantile(sorted, 0.0005);
  const high = quantile(sorted, 0.9995);
  const wider = (high - low) / 20;
  const from = Math.max(low - wider, least - margin);
  const to = Math.min(high + wider, most + margin);
  return [least >= 0 ? Math.max(0, from) : from, to];
}
