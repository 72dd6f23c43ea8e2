import { featureUnit } from "../masked/features.js";
import { fieldKernel, isKernelShift, type FieldKernel } from "./fieldKernel.js";
import { predictionUnit, type FieldState } from "./fieldState.js";
import { absent } from "./neighbourPlaces.js";
import { errorNeighbours, predictorCount, valueNeighbours } from "./neighbours.js";

/** Differences are kept within this many times 2^scale cells ... */
const largestDifference = 32;
/** ... which is 8 as a feature; logarithms are divided by the same 4. */
const shrink = 4;
const coordinateCount = 2;

/** How many features a place has. @param atoms whether there are any */
export function featureCount(dimensions: number, atoms: boolean): number {
  const errors = errorNeighbours(dimensions).length;
  return (
    valueNeighbours(dimensions).length +
    (atoms ? 3 : 2) * errors +
    flagCount(dimensions) +
    coordinateCount
  );
}

/** Two flags for frames in time, one for the outer axis. */
function flagCount(dimensions: number): number {
  return predictorCount(dimensions) - 1;
}

/** Places that are looked at together: what is computed of them stays in the cache. */
export const placesTogether = 256;
const most = (largestDifference / shrink) * featureUnit;

/** What a network sees of places; good until others are looked at. */
export interface PlaceFeatures {
  /** In units of 2^-6 cells. */
  readonly predictions: Int32Array;
  /** Places x features, in units of 2^-10. */
  readonly rows: Int16Array;
}

/**
 * Turns what is known around places into features; the same bits on every machine. Up to `placesTogether` places are
 * looked at together, none of which is a neighbour of another.
 */
export class FieldFeatures {
  readonly count: number;
  private readonly coefficients: readonly Float64Array[];
  private readonly coefficientUnit: number;
  /** What a difference of one cell is as a feature. */
  private readonly ofCells: number;
  private readonly yFeatures: Int16Array;
  private readonly xFeatures: Int16Array;
  /** For places that have all neighbours. */
  private readonly kernel: FieldKernel | null;
  private readonly wholePlaces: Int32Array;
  private readonly wholeSlots: Int32Array;
  private readonly predictions: Int32Array;
  private readonly rows: Int16Array;

  /** @param predictors for each combination of frames before, the coefficients of the prediction */
  constructor(
    private readonly state: FieldState,
    private readonly dimensions: number,
    predictors: readonly (readonly number[])[],
    coefficientBits: number,
    scale: number,
    private readonly atoms: boolean,
  ) {
    const { shape, scratch } = state;
    this.count = featureCount(dimensions, atoms);
    this.coefficients = predictors.map((own) => Float64Array.from(own));
    this.coefficientUnit = 2 ** coefficientBits;
    this.ofCells = (featureUnit / shrink) * 2 ** -scale;
    this.yFeatures = coordinates(shape.height);
    this.xFeatures = coordinates(shape.width);
    const numbers = (part: number): Int32Array =>
      new Int32Array(
        scratch.buffer,
        scratch.byteOffset + 4 * part * placesTogether,
        placesTogether,
      );
    this.wholePlaces = numbers(0);
    this.wholeSlots = numbers(1);
    this.predictions = numbers(2);
    const rows = scratch.byteOffset + 12 * placesTogether;
    this.rows = new Int16Array(scratch.buffer, rows, placesTogether * this.count);
    const shift = Math.log2(predictionUnit / this.ofCells);
    const addresses = {
      cells: state.cells.byteOffset,
      errorLogs: state.errorLogs.byteOffset,
      places: this.wholePlaces.byteOffset,
      slots: this.wholeSlots.byteOffset,
      predictions: this.predictions.byteOffset,
      rows,
      rowBytes: 2 * this.count,
    };
    this.kernel = isKernelShift(shift)
      ? fieldKernel(state.memory, {
          addresses,
          ...state.farFromBorders,
          coefficients: this.coefficients[this.coefficients.length - 1],
          coefficientUnit: this.coefficientUnit,
          predictionUnit,
          largestPrediction: state.largestPrediction,
          shift,
          largestFeature: most,
        })
      : null;
  }

  /** The predictions at places in units of 2^-6 cells; good until others are looked at. */
  predict(places: Uint32Array): Int32Array {
    const whole = this.visit(places, (at, slot) => {
      this.predictions[slot] = this.predictVisited(at);
    });
    if (whole > 0) this.kernel?.predict(whole);
    return this.predictions.subarray(0, places.length);
  }

  /** What is seen of places. */
  look(places: Uint32Array): PlaceFeatures {
    const whole = this.visit(
      places,
      (at, slot) => {
        this.predictions[slot] = this.predictVisited(at);
        this.writeNeighbours(at, slot);
      },
      true,
    );
    if (whole > 0) {
      this.kernel?.predict(whole);
      this.kernel?.look(whole);
    }
    return this.seen(places.length);
  }

  /** The same of places that were entered. */
  lookAgain(places: Uint32Array): PlaceFeatures {
    for (let i = 0; i < places.length; i++) {
      this.predictions[i] = this.state.predictions[places[i]];
    }
    const whole = this.visit(
      places,
      (at, slot) => {
        this.writeNeighbours(at, slot);
      },
      true,
    );
    if (whole > 0) this.kernel?.look(whole);
    return this.seen(places.length);
  }

  private seen(places: number): PlaceFeatures {
    const { predictions, rows, count } = this;
    return { predictions: predictions.subarray(0, places), rows: rows.subarray(0, places * count) };
  }

  /**
   * Visits places and lists those for the kernel.
   * @param other told the others
   * @param rest whether features that are not about neighbours are written
   * @returns how many there are for the kernel
   */
  private visit(
    places: Uint32Array,
    other: (at: number, slot: number) => void,
    rest = false,
  ): number {
    const { state, wholePlaces, wholeSlots } = this;
    let whole = 0;
    for (let slot = 0; slot < places.length; slot++) {
      const at = places[slot];
      state.visit(at);
      if (this.kernel !== null && state.around.whole) {
        wholePlaces[whole] = at;
        wholeSlots[whole++] = slot;
      } else other(at, slot);
      if (rest) this.writeRest(at, slot);
    }
    return whole;
  }

  private predictVisited(at: number): number {
    const { state } = this;
    return state.predict(at, this.coefficients[state.frames], this.coefficientUnit);
  }

  /** Writes the features of the neighbours of the place that was visited. */
  private writeNeighbours(at: number, slot: number): void {
    const { state, ofCells, rows } = this;
    const { cells, errorLogs } = state;
    const { values, errors } = state.around;
    const offset = (this.predictions[slot] / predictionUnit) * ofCells;
    let next = slot * this.count;
    for (let i = 0; i < values.length; i++, next++) {
      if (values[i] === absent) {
        rows[next] = 0;
        continue;
      }
      const difference = cells[at + values[i]] * ofCells - offset;
      const kept = difference > -most ? (difference < most ? difference : most) : -most;
      rows[next] = Math.floor(kept + 0.5);
    }
    const count = errors.length;
    for (let i = 0; i < count; i++, next++) {
      const log = errors[i] === absent ? 0 : errorLogs[at + errors[i]];
      rows[next] = log;
      rows[next + count] = Math.abs(log);
    }
  }

  /** Writes the other features of the place that was visited. */
  private writeRest(at: number, slot: number): void {
    const { state, dimensions, rows, atoms } = this;
    const { special, place, frames } = state;
    const { values, errors } = state.around;
    let next = slot * this.count + values.length + 2 * errors.length;
    if (atoms) {
      for (let i = 0; i < errors.length; i++, next++) {
        const known = errors[i] !== absent && special[at + errors[i]] === 1;
        rows[next] = known ? featureUnit : 0;
      }
    }
    const [, time, y, x] = place;
    if (dimensions > 2) {
      rows[next++] = time === 0 ? featureUnit : 0;
      if (dimensions > 3) {
        rows[next++] = time === 1 ? featureUnit : 0;
        rows[next++] = frames < 2 ? featureUnit : 0;
      }
    }
    rows[next++] = this.yFeatures[y];
    rows[next] = this.xFeatures[x];
  }
}

/** From -1 at the first place of an axis to 1 at the last, rounded. */
function coordinates(length: number): Int16Array {
  return Int16Array.from({ length }, (_, place) => {
    if (length < 2) return 0;
    return Math.floor(((2 * place - (length - 1)) / (length - 1)) * featureUnit + 0.5);
  });
}
