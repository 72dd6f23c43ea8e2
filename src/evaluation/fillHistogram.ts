import type { Histogram } from "../protocol/evaluation.js";

/** Where `value` falls among ascending edges: the bin's index, −1 below the first edge, `edges.length − 1` above the last. */
export function binOf(edges: ArrayLike<number>, value: number): number {
  const last = edges.length - 1;
  if (value < edges[0]) return -1;
  if (value >= edges[last]) return value === edges[last] ? last - 1 : last;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value < edges[middle]) high = middle;
    else low = middle;
  }
  return low;
}

/**
 * Counts values in bins that hold their left edge and not their right one, except the last, which holds both. NaN and
 * ±inf are in no count.
 * @param weights one per value: counts are then sums of weights, with the roots of the sums of their squares as errors
 */
export function fillHistogram(
  values: ArrayLike<number>,
  edges: readonly number[],
  weights: ArrayLike<number> | null = null,
): Omit<Histogram, "edges"> {
  const bins = edges.length - 1;
  const counts = new Array<number>(bins).fill(0);
  const squares = weights && new Array<number>(bins).fill(0);
  let underflow = 0;
  let overflow = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value)) continue;
    const weight = weights === null ? 1 : weights[i];
    if (!Number.isFinite(weight)) continue;
    const bin = binOf(edges, value);
    if (bin < 0) underflow += weight;
    else if (bin >= bins) overflow += weight;
    else {
      counts[bin] += weight;
      if (squares) squares[bin] += weight * weight;
    }
  }
  return { counts, underflow, overflow, ...(squares && { errors: squares.map(Math.sqrt) }) };
}
