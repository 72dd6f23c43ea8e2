import { absent, NeighbourPlaces, type Place, type Surroundings } from "./neighbourPlaces.js";
import { framesBefore, type FieldShape } from "./neighbours.js";

/** Predictions and their errors are in units of 2^-6 cells. */
export const predictionBits = 6;
const predictionUnit = 2 ** predictionBits;
/** What is known of the places of one array of a chunk; in memory that other threads see as well. */
export interface FieldCells {
  /** Numbers of cells. */
  readonly cells: Int32Array;
  /** Logarithms of errors (cell minus prediction) with their signs, as features show them. */
  readonly errorLogs: Int16Array;
  /** 1 where a value has no cell of its own. */
  readonly special: Uint8Array;
  /** In units of 2^-6 cells. */
  readonly predictions: Int32Array;
}

function unknownCells(count: number): FieldCells {
  return {
    cells: new Int32Array(new SharedArrayBuffer(4 * count)),
    errorLogs: new Int16Array(new SharedArrayBuffer(2 * count)),
    special: new Uint8Array(new SharedArrayBuffer(count)),
    predictions: new Int32Array(new SharedArrayBuffer(4 * count)),
  };
}

/** The known cells of one array of a chunk, and what is predicted from them. */
export class FieldState implements FieldCells {
  readonly cells: Int32Array;
  readonly errorLogs: Int16Array;
  readonly special: Uint8Array;
  readonly predictions: Int32Array;
  /** Of the place that was last looked at. */
  readonly place: Place = [0, 0, 0, 0];
  frames = 0;
  around: Surroundings;
  private readonly places: NeighbourPlaces;
  private readonly frameSize: number;

  constructor(
    dimensions: number,
    readonly shape: FieldShape,
    /** Number of cells. */
    private readonly cellCount: number,
    known: FieldCells = unknownCells(shape.outer * shape.time * shape.height * shape.width),
  ) {
    this.cells = known.cells;
    this.errorLogs = known.errorLogs;
    this.special = known.special;
    this.predictions = known.predictions;
    this.frameSize = shape.height * shape.width;
    this.places = new NeighbourPlaces(dimensions, shape);
    this.around = this.places.around(this.place);
  }

  /** Looks at a place: sets `place`, `frames` and `around`. */
  visit(at: number): void {
    const { shape, place, frameSize } = this;
    const frame = Math.floor(at / frameSize);
    const rest = at - frame * frameSize;
    place[0] = Math.floor(frame / shape.time);
    place[1] = frame - place[0] * shape.time;
    place[2] = Math.floor(rest / shape.width);
    place[3] = rest - place[2] * shape.width;
    this.frames = framesBefore(place[0], place[1]);
    this.around = this.places.around(place);
  }

  /**
   * The prediction at the place that was visited, in units of 2^-6 cells.
   * @param coefficients of all neighbours but the first, those of absent frames unused
   */
  predict(at: number, coefficients: Float64Array, bits: number): number {
    const { cells, cellCount } = this;
    const { values, whole } = this.around;
    const base = values[0] === absent ? cellCount >> 1 : cells[at + values[0]];
    let sum = base * 2 ** bits;
    if (whole) {
      for (let i = 1; i < values.length; i++) {
        sum += coefficients[i - 1] * (cells[at + values[i]] - base);
      }
    } else {
      for (let i = 1; i < values.length; i++) {
        if (values[i] !== absent) sum += coefficients[i - 1] * (cells[at + values[i]] - base);
      }
    }
    const rounded = Math.floor(sum * 2 ** (predictionBits - bits) + 0.5);
    return Math.max(0, Math.min((cellCount - 1) * predictionUnit, rounded));
  }

  /** Enters the cell of a place; `cell` null where its value has none: it looks like the prediction then. */
  enter(at: number, cell: number | null, prediction: number): void {
    this.predictions[at] = prediction;
    if (cell === null) {
      this.special[at] = 1;
      this.cells[at] = Math.floor(prediction / predictionUnit + 0.5);
      return;
    }
    this.cells[at] = cell;
    const error = cell * predictionUnit - prediction;
    this.errorLogs[at] = error < 0 ? -logSize(-error) : logSize(error);
  }
}

/** log2(1 + 4 e) / 4 in units of 2^-10 for an error e of `size` x 2^-6 cells: straight between powers of two. */
function logSize(size: number): number {
  const value = predictionUnit + 4 * size;
  const exponent = 31 - Math.clz32(value);
  return Math.floor(256 * (exponent - predictionBits + (value / (1 << exponent) - 1)) + 0.5);
}
