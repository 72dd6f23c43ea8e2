import { add, clipByValue, maximum, minimum, mul, sub, type Tensor1D } from "@tensorflow/tfjs-core";

/** Between which arguments a function is itself; beyond them it goes on along its tangent. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/** How near to a pole or an edge of its domain a function is itself: the share of what is typical of the data. */
const edgeShare = 1e-3;

/**
 * Limits inside a function's domain, from its arguments in the training data: as far from an edge as a thousandth of
 * the arguments' median distance from it.
 */
export function insideDomain(
  argument: Float64Array,
  [least, greatest]: readonly [least: number, greatest: number],
): Limits {
  const from = (edge: number, sign: number): number =>
    edge + sign * edgeShare * typical(argument.map((x) => sign * (x - edge)));
  return {
    low: Number.isFinite(least) ? from(least, 1) : -Infinity,
    high: Number.isFinite(greatest) ? from(greatest, -1) : Infinity,
  };
}

/** Limits of a function that grows without bounds: what the training data reach. */
export function withinData(argument: Float64Array): Limits {
  let [low, high] = [Infinity, -Infinity];
  for (const x of argument) {
    if (!Number.isFinite(x)) continue;
    low = Math.min(low, x);
    high = Math.max(high, x);
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}

/** How near to 0 a divisor divides as it is. */
export function leastDivisor(divisor: Float64Array): number {
  return edgeShare * typical(divisor.map(Math.abs));
}

/**
 * A function of `x` where it is between the limits, and its tangents beyond: f(c) + f'(c) (x - c), c being x brought
 * within the limits. So what a network puts out has a finite value and a slope that leads back, wherever it is.
 */
export function continued(
  x: Tensor1D,
  { low, high }: Limits,
  value: (c: Tensor1D) => Tensor1D,
  slope: (c: Tensor1D, value: Tensor1D) => Tensor1D,
): Tensor1D {
  const c = held(x, low, high);
  const own = value(c);
  return add(own, mul(slope(c, own), sub(x, c)));
}

function held(x: Tensor1D, low: number, high: number): Tensor1D {
  if (low === -Infinity) return minimum(x, high);
  return high === Infinity ? maximum(x, low) : clipByValue(x, low, high);
}

/** The median of the positive, finite ones; 1 where there are none. */
function typical(distances: Float64Array): number {
  const sorted = distances.filter((one) => one > 0 && one < Infinity).sort();
  return sorted.length === 0 ? 1 : sorted[sorted.length >> 1];
}
