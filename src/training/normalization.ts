import type { AxisMap } from "../models/axisMap.js";

/** Knots of a map at most. */
const mostKnots = 17;
/** Half the width, in spreads of the asinh axis, of the core that always gets half of the knots. */
const core = 3;
/** asinh(1): an edge of the central 68 % lies at a score of one. */
const unit = Math.asinh(1);
/** Values are sorted; of longer columns evenly spaced ones, and the extremes. */
const mostSorted = 1_000_000;
const largest = Number.MAX_VALUE;
/** Below this range, slopes of the map would overflow. */
const leastRange = 1e-290;

/**
 * A map that gives the bulk of `values` (finite, without sentinels) a spread of about one and draws tails in:
 * piecewise linear through asinh((x - median) / s), s half the width of the central 68 %. Where more than that share is
 * one value (zero-inflated columns), s is the median distance of the others from it. A column of one value is mapped to
 * zero; no values give the identity around zero.
 */
export function fitAxisMap(values: ArrayLike<number>): AxisMap {
  const sorted = sortedSample(values);
  const low = sorted[0] ?? 0;
  const high = sorted[sorted.length - 1] ?? 0;
  if (high - low < leastRange) return aroundConstant(low);
  const center = quantile(sorted, 0.5);
  const spread = Math.min(largest / 4, Math.max(1e-300, robustSpread(sorted, center)));
  const position = (x: number): number => Math.asinh((x / 2 - center / 2) / (spread / 2));
  const knots: number[] = [];
  const scores: number[] = [];
  const targets = positionsOfKnots(position(low), position(high));
  targets.forEach((target, i) => {
    const ideal = center + spread * Math.sinh(target);
    const before = targets[i - 1] ?? target;
    const room = Math.abs(ideal - (center + spread * Math.sinh(before)));
    const inner = i > 0 && i + 1 < targets.length;
    const knot = i === 0 ? low : inner ? rounded(ideal, room / 64) : high;
    const score = rounded(position(knot) / unit, 2 ** -10);
    const last = knots.length - 1;
    if (inner && !(knot < high)) return;
    if (last >= 0 && !(knot > knots[last] && score > scores[last])) return;
    knots.push(knot);
    scores.push(score);
  });
  const gaps = knots.slice(1).map((knot, i) => knot - knots[i]);
  return gaps.length > 0 && gaps.every(Number.isFinite) ? { knots, scores } : straight(low, high);
}

function sortedSample(values: ArrayLike<number>): Float64Array {
  const { length } = values;
  const stride = Math.max(1, Math.ceil(length / mostSorted));
  const sample = new Float64Array(Math.ceil(length / stride));
  for (let i = 0; i < sample.length; i++) sample[i] = values[i * stride];
  sample.sort();
  for (let i = 0; i < length && stride > 1; i++) {
    const value = values[i];
    if (value < sample[0]) sample[0] = value;
    if (value > sample[sample.length - 1]) sample[sample.length - 1] = value;
  }
  return sample;
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))];
}

function robustSpread(sorted: Float64Array, center: number): number {
  const width = quantile(sorted, 0.84) / 2 - quantile(sorted, 0.16) / 2;
  if (width > 0) return width;
  const distances = sorted
    .filter((value) => value !== center)
    .map((value) => Math.abs(value - center));
  return quantile(distances.sort(), 0.5);
}

/** Where the knots lie on the asinh axis: evenly, or, on a long axis, half of them in the core. */
function positionsOfKnots(from: number, to: number): number[] {
  const even = (a: number, b: number, count: number): number[] =>
    Array.from({ length: count }, (_, i) => a + ((b - a) * i) / count);
  const [a, b] = [Math.max(from, -core), Math.min(to, core)];
  const tails = to - from - (b - a);
  if (!(b > a) || tails < core) return [...even(from, to, mostKnots - 1), to];
  const inCore = (mostKnots - 1) / 2;
  const inLow = Math.round(((a - from) / tails) * (mostKnots - 1 - inCore));
  const inHigh = mostKnots - 1 - inCore - inLow;
  return [...even(from, a, inLow), ...even(a, b, inCore), ...even(b, to, inHigh), to];
}

/** `value` with few digits: the multiple of a power of two not above `step` that is nearest to it. */
function rounded(value: number, step: number): number {
  const grain = 2 ** Math.floor(Math.log2(step));
  const multiple = Math.round(value / grain) * grain;
  return grain > 0 && Number.isFinite(multiple) ? multiple : value;
}

function aroundConstant(value: number): AxisMap {
  const reach = Math.max(1, Math.abs(value) / 2);
  const knots = [value - reach, value, value + reach];
  const inside = knots.map((knot) => Number.isFinite(knot));
  return {
    knots: knots.filter((_, i) => inside[i]),
    scores: [-1, 0, 1].filter((_, i) => inside[i]),
  };
}

/** The plain linear map, through the middle so that no difference of knots overflows. */
function straight(low: number, high: number): AxisMap {
  const middle = low / 2 + high / 2;
  return low < middle && middle < high
    ? { knots: [low, middle, high], scores: [-1, 0, 1] }
    : { knots: [low, high], scores: [-1, 1] };
}
