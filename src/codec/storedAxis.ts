import type { AxisMap } from "../models/axisMap.js";

/** Single precision is enough where it moves no knot by more than this share of the way to its neighbours. */
const tolerance = 1 / 256;

/**
 * An axis map as the file stores it: scores in single precision, knots as well where that changes little; knots that
 * fall together are left out.
 */
export function storedAxis(axis: AxisMap): AxisMap {
  const single = axis.knots.every((knot, i) => {
    const before = i > 0 ? knot - axis.knots[i - 1] : Infinity;
    const after = i + 1 < axis.knots.length ? axis.knots[i + 1] - knot : Infinity;
    return Math.abs(Math.fround(knot) - knot) <= tolerance * Math.min(before, after);
  });
  const knots: number[] = [];
  const scores: number[] = [];
  for (let i = 0; i < axis.knots.length; i++) {
    const knot = single ? Math.fround(axis.knots[i]) : axis.knots[i];
    const score = Math.fround(axis.scores[i]);
    const last = knots.length - 1;
    if (!Number.isFinite(knot) || !Number.isFinite(score)) continue;
    if (last >= 0 && !(knot > knots[last] && score > scores[last])) continue;
    knots.push(knot);
    scores.push(score);
  }
  if (knots.length < 2) return { knots: [0, 1], scores: [0, 1] };
  return { knots, scores };
}
