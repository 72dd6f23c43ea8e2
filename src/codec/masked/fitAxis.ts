import type { AxisMap } from "../../models/axisMap.js";
import type { MaskedAxis } from "../../models/maskedModel.js";

/** Columns of so few values have atoms alone. */
const fewValues = 32;
/** A value is an atom where it fills this share of the rows ... */
const atomShare = 0.005;
/** ... and is so many times more frequent than the median of its neighbours. */
const atomContrast = 20;
const neighbours = 3;
const intervals = 32;
/** Outermost scores are those of this share and of the rest. */
const outerShare = 2e-4;
const mostSorted = 200_000;
const scoreGrid = 2 ** -8;
/** Knots are multiples of the power of two that goes about so often into the range. */
const knotsPerRange = 2 ** 13;

/**
 * Finds atoms and axis of a column from its values on the grid.
 * @param values finite; rows marked in `special` are not looked at
 * @param specialAtoms exact values outside the grid that are atoms in any case
 * @returns null where there is nothing to predict
 */
export function fitMaskedAxis(
  name: string,
  values: Float64Array,
  special: Uint8Array | null,
  specialAtoms: readonly number[],
): MaskedAxis | null {
  const sorted = sortedSample(values, special);
  const distinct = countDistinct(sorted);
  const few = distinct.values.length <= fewValues;
  const own = few ? distinct.values : findAtoms(distinct, sorted.length);
  const atoms = [...new Set([...own, ...specialAtoms])].sort(byValue);
  const rest = few ? new Float64Array(0) : withoutAtoms(sorted, new Set(own));
  if (rest.length === 0) {
    if (atoms.length < 2) return null;
    return { name, atoms, axis: null, center: 0, spread: 1, relation: null };
  }
  const center = rest[rest.length >> 1];
  let square = 0;
  for (const value of rest) square += (value - center) ** 2;
  const exponent = Math.round(Math.log2(Math.sqrt(square / rest.length)));
  const spread = 2 ** Math.max(-1000, Math.min(1000, exponent));
  const axis = quantileAxis(rest);
  return axis === null
    ? null
    : { name, atoms, axis, center: nearest(center, spread / 64) + 0, spread, relation: null };
}

function sortedSample(values: Float64Array, special: Uint8Array | null): Float64Array {
  const stride = Math.max(1, Math.ceil(values.length / mostSorted));
  const sample = new Float64Array(Math.ceil(values.length / stride));
  let count = 0;
  for (let row = 0; row < values.length; row += stride) {
    if (special === null || special[row] === 0) sample[count++] = values[row];
  }
  return sample.subarray(0, count).sort();
}

interface Distinct {
  readonly values: number[];
  readonly counts: number[];
}

function countDistinct(sorted: Float64Array): Distinct {
  const values: number[] = [];
  const counts: number[] = [];
  for (const value of sorted) {
    if (values.length > 0 && values[values.length - 1] === value) counts[counts.length - 1]++;
    else {
      values.push(value);
      counts.push(1);
    }
  }
  return { values, counts };
}

function findAtoms({ values, counts }: Distinct, total: number): number[] {
  return values.filter((_, i) => {
    if (!(counts[i] > atomShare * total)) return false;
    const around = counts
      .slice(Math.max(0, i - neighbours), i)
      .concat(counts.slice(i + 1, i + 1 + neighbours))
      .sort((a, b) => a - b);
    return counts[i] > atomContrast * around[around.length >> 1];
  });
}

function withoutAtoms(sorted: Float64Array, atoms: ReadonlySet<number>): Float64Array {
  return atoms.size === 0 ? sorted : sorted.filter((value) => !atoms.has(value));
}

/** Piecewise linear from quantiles to those of the normal distribution, on coarse grids so that it is small to store. */
function quantileAxis(sorted: Float64Array): AxisMap | null {
  const low = sorted[0];
  const high = sorted[sorted.length - 1];
  if (!(high > low) || !Number.isFinite(high - low)) return null;
  const unit = 2 ** Math.floor(Math.log2((high - low) / knotsPerRange));
  const knots: number[] = [];
  const scores: number[] = [];
  for (let i = 0; i <= intervals; i++) {
    const knot = nearest(sorted[Math.round((i / intervals) * (sorted.length - 1))], unit);
    const below = countBelow(sorted, knot) / sorted.length;
    const share = Math.min(1 - outerShare, Math.max(outerShare, below));
    const score = nearest(normalQuantile(share), scoreGrid);
    const last = knots.length - 1;
    if (last >= 0 && !(knot > knots[last] && score > scores[last])) continue;
    knots.push(knot);
    scores.push(score);
  }
  return knots.length < 2
    ? { knots: [low, low + unit * knotsPerRange], scores: [-2, 2] }
    : { knots, scores };
}

function countBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nearest(value: number, unit: number): number {
  return Math.round(value / unit) * unit + 0;
}

/** NaN behind all numbers, -0 before 0. */
function byValue(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b || Number(Object.is(a, 0)) - Number(Object.is(b, 0));
}

/** Inverse of the cumulative normal distribution, by bisection of its integral to about 1e-9. */
function normalQuantile(share: number): number {
  let low = -8;
  let high = 8;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Cumulative normal distribution (Marsaglia 2004, series of phi(x)). */
function normalShare(x: number): number {
  let sum = x;
  let term = x;
  for (let i = 3; Math.abs(term) > 1e-17 && i < 400; i += 2) {
    term *= (x * x) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
