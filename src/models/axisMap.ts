/**
 * A strictly increasing piecewise-linear map between a column's axis and the model's normalised axis, continued along
 * its first and last segment. Evaluated with + - * / alone, in one written order, so that every machine gets the same
 * bits.
 */
export interface AxisMap {
  /** Positions on the column's axis, strictly increasing, two at least. */
  readonly knots: readonly number[];
  /** Normalised positions of the knots, strictly increasing. */
  readonly scores: readonly number[];
}

/** The normalised position of `x` (any finite number). */
export function toScore(map: AxisMap, x: number): number {
  return interpolate(map.knots, map.scores, x);
}

/** The position on the column's axis of the normalised `score`. */
export function fromScore(map: AxisMap, score: number): number {
  return interpolate(map.scores, map.knots, score);
}

function interpolate(from: readonly number[], to: readonly number[], at: number): number {
  let low = 0;
  let high = from.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at < from[middle]!) high = middle;
    else low = middle;
  }
  const slope = (to[high]! - to[low]!) / (from[high]! - from[low]!);
  return to[low]! + (at - from[low]!) * slope;
}
