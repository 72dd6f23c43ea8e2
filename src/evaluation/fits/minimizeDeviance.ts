import { Cholesky } from "../../codec/relations/leastSquares.js";
import { poissonDeviance, type PoissonData } from "./poissonDeviance.js";
import type { SpectrumModel } from "./spectrumModel.js";

/** Estimated distance to the minimum at which it is reached; an uncertainty of 1 is a distance of 1. */
const enough = 1e-8;
/** What counts as reached where rounding, or the number of steps, ends the search. */
const nearEnough = 1e-4;
const emSteps = 20;

export interface Minimum {
  readonly values: Float64Array;
  readonly deviance: number;
  readonly converged: boolean;
  /** Parameters that do not lie on a limit. */
  readonly free: readonly number[];
}

/**
 * Finds the minimum of the deviance near `start` within the limits of the parameters: Fisher scoring, damped as Levenberg
 * and Marquardt do, with steps that end on limits.
 */
export function minimizeDeviance(
  model: SpectrumModel,
  data: PoissonData,
  start: Float64Array,
  mostSteps = 200,
): Minimum {
  let values = start;
  let current = at(model, data, values);
  let damping = 1e-3;
  let distance = Infinity;
  for (let step = 0; step < mostSteps; step++) {
    const { information, slope } = normalEquations(data, current);
    const free = freeParameters(model, values, slope);
    const undamped = solve(information, slope, free, 0);
    distance = -free.reduce((sum, index, i) => sum + slope[index] * undamped[i], 0);
    if (distance < enough) break;
    let accepted = false;
    while (!accepted && damping < 1e12) {
      const change = solve(information, slope, free, damping);
      const next = moved(model, values, free, change);
      const there = poissonDeviance(data, model.expected(next));
      if (there < current.deviance) {
        accepted = true;
        values = next;
        current = at(model, data, next);
        damping = Math.max(1e-12, damping / 8);
      } else damping *= 6;
    }
    if (!accepted) break;
  }
  const { slope } = normalEquations(data, current);
  return {
    values,
    deviance: current.deviance,
    converged: distance < nearEnough,
    free: freeParameters(model, values, slope),
  };
}

interface Point {
  readonly expected: Float64Array;
  readonly derivatives: readonly Float64Array[];
  readonly deviance: number;
}

function at(model: SpectrumModel, data: PoissonData, values: Float64Array): Point {
  const { expected, derivatives } = model.gradient(values);
  return { expected, derivatives, deviance: poissonDeviance(data, expected) };
}

/** Expected information, and the slope of half the deviance. */
function normalEquations(
  { counts, scales }: PoissonData,
  { expected, derivatives }: Point,
): { information: Float64Array; slope: Float64Array } {
  const size = derivatives.length;
  const information = new Float64Array(size * size);
  const slope = new Float64Array(size);
  for (let bin = 0; bin < expected.length; bin++) {
    const mu = Math.max(expected[bin] * scales[bin], 1e-300);
    const pull = scales[bin] * (1 - counts[bin] / mu);
    const weight = (scales[bin] * scales[bin]) / mu;
    for (let i = 0; i < size; i++) {
      const derivative = derivatives[i][bin];
      slope[i] += pull * derivative;
      for (let j = 0; j <= i; j++) {
        information[i * size + j] += weight * derivative * derivatives[j][bin];
      }
    }
  }
  return { information, slope };
}

/** The slope of half the deviance by every parameter. */
export function devianceSlope(
  model: SpectrumModel,
  data: PoissonData,
  values: Float64Array,
): Float64Array {
  return normalEquations(data, at(model, data, values)).slope;
}

/** The expected information of some parameters, row-major. */
export function expectedInformation(
  model: SpectrumModel,
  data: PoissonData,
  values: Float64Array,
  free: readonly number[],
): Float64Array {
  const { information } = normalEquations(data, at(model, data, values));
  const size = model.parameters.length;
  return Float64Array.from({ length: free.length ** 2 }, (_, place) => {
    const [i, j] = [free[Math.floor(place / free.length)], free[place % free.length]];
    return information[Math.max(i, j) * size + Math.min(i, j)];
  });
}

function solve(
  information: Float64Array,
  slope: Float64Array,
  free: readonly number[],
  damping: number,
): Float64Array {
  const size = slope.length;
  const factor = new Cholesky(free.length, (i, j) => {
    const entry = information[Math.max(free[i], free[j]) * size + Math.min(free[i], free[j])];
    return i === j ? entry * (1 + damping) : entry;
  });
  return factor.solve(free.map((index) => -slope[index]));
}

function moved(
  model: SpectrumModel,
  values: Float64Array,
  free: readonly number[],
  change: Float64Array,
): Float64Array {
  const next = Float64Array.from(values);
  free.forEach((index, i) => {
    const [low, high] = model.parameters[index].limits;
    next[index] = Math.max(low, Math.min(high, values[index] + change[i]));
  });
  return next;
}

/** Parameters that are not held on a limit by the slope. */
function freeParameters(model: SpectrumModel, values: Float64Array, slope: Float64Array): number[] {
  return model.parameters.flatMap(({ limits: [low, high] }, index) => {
    const held =
      (values[index] <= low && slope[index] >= 0) || (values[index] >= high && slope[index] <= 0);
    return held ? [] : [index];
  });
}

/** Numbers of entries of fixed shapes, by expectation and maximisation: they stay positive and the likelihood only grows. */
export function withBestEntries(
  model: SpectrumModel,
  data: PoissonData,
  start: Float64Array,
): Float64Array {
  const values = Float64Array.from(start);
  const shares = model.shapes.map((_, shape) => model.shares(shape, start));
  for (let step = 0; step < emSteps; step++) {
    const sums = new Float64Array(shares.length);
    const norms = new Float64Array(shares.length);
    for (let bin = 0; bin < model.cells; bin++) {
      let mu = 0;
      for (let shape = 0; shape < shares.length; shape++) mu += values[shape] * shares[shape][bin];
      if (!(mu > 0)) continue;
      for (let shape = 0; shape < shares.length; shape++) {
        sums[shape] += (shares[shape][bin] * data.counts[bin]) / mu;
        norms[shape] += shares[shape][bin] * data.scales[bin];
      }
    }
    for (let shape = 0; shape < shares.length; shape++) values[shape] *= sums[shape] / norms[shape];
  }
  return values;
}
