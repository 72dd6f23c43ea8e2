import {
  abs,
  acos,
  acosh,
  add,
  asin,
  asinh,
  atan,
  atanh,
  cos,
  cosh,
  div,
  exp,
  fill,
  log,
  mul,
  neg,
  reciprocal,
  sin,
  sinh,
  sqrt,
  square,
  step,
  sub,
  tanh,
  type Tensor1D,
} from "@tensorflow/tfjs-core";
import { continued, insideDomain, leastDivisor, withinData, type Limits } from "./continuation.js";

/** A function of one argument as a tensor operation; made from the arguments that it has in the training data. */
type SmoothFunction = (sample: Float64Array) => (x: Tensor1D) => Tensor1D;

const everywhere =
  (value: (x: Tensor1D) => Tensor1D): SmoothFunction =>
  () =>
    value;

const continuedAt =
  (
    limitsOf: (sample: Float64Array) => Limits,
    value: (c: Tensor1D) => Tensor1D,
    slope: (c: Tensor1D, value: Tensor1D) => Tensor1D,
  ): SmoothFunction =>
  (sample) => {
    const limits = limitsOf(sample);
    return (x) => continued(x, limits, value, slope);
  };

const domain =
  (least: number, greatest: number) =>
  (sample: Float64Array): Limits =>
    insideDomain(sample, [least, greatest]);

const positive = domain(0, Infinity);
const one = (c: Tensor1D): Tensor1D => fill([c.shape[0]], 1);
const slopeOfArc = (c: Tensor1D): Tensor1D => reciprocal(sqrt(sub(1, square(c))));

const squareRoot = continuedAt(positive, sqrt, (_, root) => div(0.5, root));
const logarithm = continuedAt(positive, log, reciprocal);
const exponential = continuedAt(withinData, exp, (_, value) => value);

/** Functions of one argument that a target can use; their domains end where the limits of the data say. */
export const smoothFunctions = {
  sqrt: squareRoot,
  abs: everywhere(abs),
  exp: exponential,
  log: logarithm,
  log10: scaled(logarithm, 1 / Math.LN10),
  log2: scaled(logarithm, 1 / Math.LN2),
  sin: everywhere(sin),
  cos: everywhere(cos),
  asin: continuedAt(domain(-1, 1), asin, slopeOfArc),
  acos: continuedAt(domain(-1, 1), acos, (c) => neg(slopeOfArc(c))),
  atan: everywhere(atan),
  sinh: continuedAt(withinData, sinh, cosh),
  cosh: continuedAt(withinData, cosh, sinh),
  tanh: everywhere(tanh),
  asinh: everywhere(asinh),
  acosh: continuedAt(domain(1, Infinity), acosh, (c) => reciprocal(sqrt(sub(square(c), 1)))),
  atanh: continuedAt(domain(-1, 1), atanh, (c) => reciprocal(sub(one(c), square(c)))),
} as const satisfies Readonly<Record<string, SmoothFunction>>;

function scaled(function_: SmoothFunction, factor: number): SmoothFunction {
  return (sample) => {
    const inner = function_(sample);
    return (x) => mul(inner(x), factor);
  };
}

/** 1 above 0, else -1; with no slope. */
const sideOf = (x: Tensor1D): Tensor1D => sub(mul(step(x), 2), 1);

/** One over a divisor, along the tangents of both branches where it comes near to 0. */
export function smoothReciprocal(sample: Float64Array): (x: Tensor1D) => Tensor1D {
  const limits = { low: leastDivisor(sample), high: Infinity };
  return (x) => {
    const side = sideOf(x);
    const slope = (_: Tensor1D, value: Tensor1D): Tensor1D => neg(square(value));
    return mul(side, continued(mul(x, side), limits, reciprocal, slope));
  };
}

/**
 * The angle of (x, y) in [-pi, pi], by half of it: y / (r + |x|).
 * @param squaredRadii of the training rows
 */
export function smoothAngle(squaredRadii: Float64Array): (y: Tensor1D, x: Tensor1D) => Tensor1D {
  const root = squareRoot(squaredRadii);
  return (y, x) => {
    const radius = root(add(square(y), square(x)));
    const side = sideOf(x);
    const turned = mul(sideOf(y), mul(sub(1, side), Math.PI / 2));
    const acute = mul(atan(div(y, add(radius, abs(x)))), 2);
    return add(mul(side, acute), turned);
  };
}
