import { Cholesky } from "../../codec/relations/leastSquares.js";
import { devianceSlope, expectedInformation } from "./minimizeDeviance.js";
import type { PoissonData } from "./poissonDeviance.js";
import type { SpectrumModel } from "./spectrumModel.js";

/** Steps of the second derivatives, in standard uncertainties. */
const step = 0.05;

/**
 * Covariance of the parameters `free` at a minimum, row-major: the inverse of the second derivatives of −ln L, or of
 * their expectation where they are not those of a minimum.
 */
export function covarianceOf(
  model: SpectrumModel,
  data: PoissonData,
  values: Float64Array,
  free: readonly number[],
): Float64Array {
  const expected = inverse(expectedInformation(model, data, values, free), free.length);
  const errors = free.map((_, i) => Math.sqrt(expected[i * free.length + i]));
  const observed = new Float64Array(free.length ** 2);
  free.forEach((index, i) => {
    const [low, high] = model.parameters[index].limits;
    const move = (to: number): Float64Array => {
      const moved = Float64Array.from(values);
      moved[index] = Math.max(low, Math.min(high, to));
      return moved;
    };
    const above = move(values[index] + step * errors[i]);
    const below = move(values[index] - step * errors[i]);
    const slopeAbove = devianceSlope(model, data, above);
    const slopeBelow = devianceSlope(model, data, below);
    free.forEach((other, j) => {
      observed[i * free.length + j] =
        (slopeAbove[other] - slopeBelow[other]) / (above[index] - below[index]);
    });
  });
  for (let i = 0; i < free.length; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (observed[i * free.length + j] + observed[j * free.length + i]) / 2;
      observed[i * free.length + j] = mean;
      observed[j * free.length + i] = mean;
    }
  }
  return isPositive(observed, free.length) ? inverse(observed, free.length) : expected;
}

function inverse(matrix: Float64Array, size: number): Float64Array {
  const factor = new Cholesky(size, (i, j) => matrix[i * size + j]);
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    result.set(
      factor.solve(Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0))),
      i * size,
    );
  }
  return result;
}

/** Whether all pivots of the matrix, brought to a diagonal of ones, stay clear of 0. */
function isPositive(matrix: Float64Array, size: number): boolean {
  const lower = new Float64Array(size * size);
  const unit = (i: number, j: number): number =>
    matrix[i * size + j] / Math.sqrt(matrix[i * size + i] * matrix[j * size + j]);
  for (let i = 0; i < size; i++) {
    if (!(matrix[i * size + i] > 0)) return false;
    for (let j = 0; j <= i; j++) {
      let sum = unit(i, j);
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k];
      if (i !== j) lower[i * size + j] = sum / lower[j * size + j];
      else if (!(sum > 1e-10)) return false;
      else lower[i * size + j] = Math.sqrt(sum);
    }
  }
  return true;
}
