import { absent, NeighbourPlaces, type Place, type Surroundings } from "./neighbourPlaces.js";
import { framesBefore, type FieldShape } from "./neighbours.js";

/** Predictions and their errors are in units of 2^-6 cells. */
const predictionBits = 6;
export const predictionUnit = 2 ** predictionBits;

/** What is known of the places of one array of a chunk. */
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

/** For what is computed of many places at once, in bytes. */
const scratchBytes = 2 ** 17;
const pageBytes = 2 ** 16;

/** The known cells of one array of a chunk, and what is predicted from them. */
export class FieldState implements FieldCells {
  /** Holds the arrays below. */
  readonly memory: WebAssembly.Memory;
  readonly cells: Int32Array;
  readonly errorLogs: Int16Array;
  readonly special: Uint8Array;
  readonly predictions: Int32Array;
  /** Free for whoever looks at places. */
  readonly scratch: Uint8Array<ArrayBuffer>;
  /** Of the place that was last looked at. */
  readonly place: Place = [0, 0, 0, 0];
  frames = 0;
  around: Surroundings;
  private readonly places: NeighbourPlaces;
  private readonly frameSize: number;

  /** @param known of all places, where there is more than nothing; copied */
  constructor(
    dimensions: number,
    readonly shape: FieldShape,
    private readonly cellCount: number,
    known?: FieldCells,
  ) {
    const count = shape.outer * shape.time * shape.height * shape.width;
    const numbers = 4 * Math.ceil(count / 4);
    const bytes = scratchBytes + 11 * numbers;
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / pageBytes) });
    const { buffer } = this.memory;
    let end = 0;
    const next = (size: number): number => (end += size) - size;
    this.scratch = new Uint8Array(buffer, next(scratchBytes), scratchBytes);
    this.cells = new Int32Array(buffer, next(4 * numbers), count);
    this.predictions = new Int32Array(buffer, next(4 * numbers), count);
    this.errorLogs = new Int16Array(buffer, next(2 * numbers), count);
    this.special = new Uint8Array(buffer, next(numbers), count);
    if (known !== undefined) {
      this.cells.set(known.cells);
      this.predictions.set(known.predictions);
      this.errorLogs.set(known.errorLogs);
      this.special.set(known.special);
    }
    this.frameSize = shape.height * shape.width;
    this.places = new NeighbourPlaces(dimensions, shape);
    this.around = this.places.around(this.place);
  }

  /** What lies around places far from all borders. */
  get farFromBorders(): Surroundings {
    return this.places.farFromBorders;
  }

  /** In units of 2^-6 cells. */
  get largestPrediction(): number {
    return (this.cellCount - 1) * predictionUnit;
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
   * @param coefficients of all neighbours but the first, in units of 1 / `unit`; those of absent frames unused
   */
  predict(at: number, coefficients: Float64Array, unit: number): number {
    const { cells, cellCount } = this;
    const { values } = this.around;
    const base = values[0] === absent ? cellCount >> 1 : cells[at + values[0]];
    let sum = base * unit;
    for (let i = 1; i < values.length; i++) {
      if (values[i] !== absent) sum += coefficients[i - 1] * (cells[at + values[i]] - base);
    }
    const rounded = Math.floor(sum * (predictionUnit / unit) + 0.5);
    return Math.max(0, Math.min(this.largestPrediction, rounded));
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
