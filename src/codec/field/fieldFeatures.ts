import { featureUnit } from "../masked/features.js";
import { predictionBits, type FieldState } from "./fieldState.js";
import { errorNeighbours, predictorCount, valueNeighbours } from "./neighbours.js";

/** Differences are kept within this many times 2^scale cells ... */
const largestDifference = 32;
/** ... which is 8 as a feature; logarithms are divided by the same 4. */
const shrink = 4;
const coordinates = 2;

/** How many features a place has. @param atoms whether there are any */
export function featureCount(dimensions: number, atoms: boolean): number {
  const errors = errorNeighbours(dimensions).length;
  return (
    valueNeighbours(dimensions).length +
    (atoms ? 3 : 2) * errors +
    flagCount(dimensions) +
    coordinates
  );
}

/** Two flags for frames in time, one for the outer axis. */
function flagCount(dimensions: number): number {
  return predictorCount(dimensions) - 1;
}

/** Turns what is known around a place into features in units of 2^-10; the same bits on every machine. */
export class FieldFeatures {
  readonly count: number;
  private readonly near: Int32Array;
  private readonly nearErrors: Int32Array;

  constructor(
    private readonly state: FieldState,
    private readonly dimensions: number,
    private readonly predictors: readonly (readonly number[])[],
    private readonly coefficientBits: number,
    private readonly scale: number,
    private readonly atoms: boolean,
  ) {
    this.count = featureCount(dimensions, atoms);
    this.near = new Int32Array(state.values.offsets.length);
    this.nearErrors = new Int32Array(state.nearErrors.offsets.length);
  }

  /** The prediction at a place in units of 2^-6 cells. */
  predict(at: number): number {
    const { state, near, predictors, coefficientBits } = this;
    state.visit(at);
    state.locate(at, state.values, near);
    return state.predict(near, predictors[state.frames], coefficientBits);
  }

  /** Writes the features of a place. @returns its prediction in units of 2^-6 cells */
  write(at: number, out: Float64Array, to: number): number {
    const { state, near, nearErrors, scale, dimensions } = this;
    const prediction = this.predict(at);
    const { cells, errorLogs, special, shape, place, frames } = state;
    state.locate(at, state.nearErrors, nearErrors);
    // Differences of cells and of predictions in features.
    const ofCells = (featureUnit / shrink) * 2 ** -scale;
    const offset = prediction * 2 ** -predictionBits * ofCells;
    const most = (largestDifference / shrink) * featureUnit;
    const seen = state.values.present[frames];
    let next = to;
    for (let i = 0; i < near.length; i++, next++) {
      if (seen[i] === 0 || near[i] < 0) {
        out[next] = 0;
        continue;
      }
      const difference = cells[near[i]] * ofCells - offset;
      const kept = difference > -most ? (difference < most ? difference : most) : -most;
      out[next] = Math.floor(kept + 0.5);
    }
    const count = nearErrors.length;
    const there = state.nearErrors.present[frames];
    for (let i = 0; i < count; i++, next++) {
      const known = there[i] === 1 && nearErrors[i] >= 0;
      const log = known ? errorLogs[nearErrors[i]] : 0;
      out[next] = log;
      out[next + count] = log < 0 ? -log : log;
      if (this.atoms) {
        out[next + 2 * count] = known && special[nearErrors[i]] === 1 ? featureUnit : 0;
      }
    }
    next += this.atoms ? 2 * count : count;
    const [, time, y, x] = place;
    if (dimensions > 2) {
      out[next++] = time === 0 ? featureUnit : 0;
      if (dimensions > 3) {
        out[next++] = time === 1 ? featureUnit : 0;
        out[next++] = frames < 2 ? featureUnit : 0;
      }
    }
    out[next++] = coordinate(y, shape.height);
    out[next] = coordinate(x, shape.width);
    return prediction;
  }
}

/** From -1 at the first place to 1 at the last, rounded. */
function coordinate(place: number, length: number): number {
  if (length < 2) return 0;
  return Math.floor(((2 * place - (length - 1)) / (length - 1)) * featureUnit + 0.5);
}
