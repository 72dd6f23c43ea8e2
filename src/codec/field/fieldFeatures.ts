import { featureUnit } from "../masked/features.js";
import { predictionBits, type FieldState } from "./fieldState.js";
import { absent } from "./neighbourPlaces.js";
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
  private readonly coefficients: readonly Float64Array[];

  /** @param predictors for each combination of frames before, the coefficients of the prediction */
  constructor(
    private readonly state: FieldState,
    private readonly dimensions: number,
    predictors: readonly (readonly number[])[],
    private readonly coefficientBits: number,
    private readonly scale: number,
    private readonly atoms: boolean,
  ) {
    this.count = featureCount(dimensions, atoms);
    this.coefficients = predictors.map((own) => Float64Array.from(own));
  }

  /** The prediction at a place in units of 2^-6 cells. */
  predict(at: number): number {
    const { state } = this;
    state.visit(at);
    return state.predict(at, this.coefficients[state.frames], this.coefficientBits);
  }

  /** Writes the features of a place. @returns its prediction in units of 2^-6 cells */
  write(at: number, out: Float64Array, to: number): number {
    const prediction = this.predict(at);
    this.around(at, prediction, out, to);
    return prediction;
  }

  /** The same for a place that was entered. */
  rewrite(at: number, out: Float64Array, to: number): number {
    const { state } = this;
    const prediction = state.predictions[at];
    state.visit(at);
    this.around(at, prediction, out, to);
    return prediction;
  }

  /** Writes the features of the place that was visited. */
  private around(at: number, prediction: number, out: Float64Array, to: number): void {
    const { state, scale, dimensions } = this;
    const { cells, errorLogs, special, shape, place, frames } = state;
    const { values, errors, whole } = state.around;
    // Differences of cells and of predictions in features.
    const ofCells = (featureUnit / shrink) * 2 ** -scale;
    const offset = prediction * 2 ** -predictionBits * ofCells;
    const most = (largestDifference / shrink) * featureUnit;
    let next = to;
    for (let i = 0; i < values.length; i++, next++) {
      if (!whole && values[i] === absent) {
        out[next] = 0;
        continue;
      }
      const difference = cells[at + values[i]] * ofCells - offset;
      const kept = difference > -most ? (difference < most ? difference : most) : -most;
      out[next] = Math.floor(kept + 0.5);
    }
    const count = errors.length;
    for (let i = 0; i < count; i++, next++) {
      const log = !whole && errors[i] === absent ? 0 : errorLogs[at + errors[i]];
      out[next] = log;
      out[next + count] = log < 0 ? -log : log;
    }
    next += count;
    if (this.atoms) {
      for (let i = 0; i < count; i++, next++) {
        const known = errors[i] !== absent && special[at + errors[i]] === 1;
        out[next] = known ? featureUnit : 0;
      }
    }
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
  }
}

/** From -1 at the first place to 1 at the last, rounded. */
function coordinate(place: number, length: number): number {
  if (length < 2) return 0;
  return Math.floor(((2 * place - (length - 1)) / (length - 1)) * featureUnit + 0.5);
}
