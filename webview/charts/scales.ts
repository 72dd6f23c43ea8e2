export interface Limits {
  readonly min: number;
  readonly max: number;
}

/**
 * Limits of a loss axis that holds all values with a margin of 6 %, on the scale shown. Values that the scale cannot
 * show (not finite; not positive on a log axis) do not count.
 */
export function lossLimits(values: Iterable<number>, scale: "linear" | "log"): Limits {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || (scale === "log" && value <= 0)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return scale === "log" ? { min: 0.1, max: 1 } : { min: 0, max: 1 };
  if (scale === "linear") {
    const margin = high > low ? 0.06 * (high - low) : Math.abs(high) * 0.1 || 1;
    const min = low - margin;
    return { min: low >= 0 ? Math.max(0, min) : min, max: high + margin };
  }
  const factor = high > low ? (high / low) ** 0.06 : 1.25;
  return { min: low / factor, max: high * factor };
}

/**
 * Whether a log axis shows losses: nearly all are positive. Single ones may vanish in the beginning, or be estimates that
 * scatter around zero; likelihoods can be negative throughout.
 */
export function suitsLogLoss(values: readonly number[]): boolean {
  const positive = values.filter((value) => value > 0).length;
  return positive > 0 && positive >= 0.8 * values.length;
}

/** Limits of a count axis: from 0, or from half an entry on a log axis, with room above the highest bin. */
export function countLimits(highest: number, scale: "linear" | "log"): Limits {
  const top = Math.max(1, highest);
  if (scale === "linear") return { min: 0, max: top * 1.15 };
  return { min: 0.5, max: 0.5 * (top / 0.5) ** 1.07 };
}

/** A log axis where the highest bin stands far above the typical one. */
export function standsFarAbove(counts: readonly number[], factor = 4): boolean {
  const filled = counts.filter((count) => count > 0).sort((a, b) => a - b);
  if (filled.length === 0) return false;
  return filled[filled.length - 1] > factor * filled[filled.length >> 1];
}

/** Limits of a symmetric axis around zero with a margin. */
export function symmetricLimits(values: Iterable<number>, margin = 0.08): Limits {
  let largest = 0;
  for (const value of values) {
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  }
  const limit = largest > 0 ? largest * (1 + margin) : 1;
  return { min: -limit, max: limit };
}

/** Half the range of a ratio axis around 1, picked so that nearly all well-filled bins fit. */
export function ratioHalfRange(
  original: readonly number[],
  decompressed: readonly number[],
): number {
  const deviations = original
    .map((count, bin) => (count >= 100 ? Math.abs(decompressed[bin] / count - 1) : 0))
    .sort((a, b) => b - a);
  const second = deviations[1] ?? deviations[0] ?? 0;
  return [0.02, 0.05, 0.1, 0.2, 0.5].find((half) => second < half * 0.9) ?? 0.8;
}

/** Whether the edges grow by a constant factor rather than by a constant step. */
export function growByFactor(edges: readonly number[]): boolean {
  const bins = edges.length - 1;
  if (bins < 3 || !(edges[0] > 0)) return false;
  const first = edges[1] / edges[0];
  const last = edges[bins] / edges[bins - 1];
  return first > 1.001 && Math.abs(last / first - 1) < 1e-3 * first;
}

/** Whether positive places span so much that a log axis shows them better. */
export function wantsLogAxis(places: readonly number[]): boolean {
  const low = Math.min(...places);
  return low > 0 && Math.max(...places) / low > 20;
}
