import {
  errorNeighbours,
  framesBefore,
  isPresent,
  stepOf,
  valueNeighbours,
  type FieldShape,
  type Offset,
} from "./neighbours.js";

/** Predictions and their errors are in units of 2^-6 cells. */
export const predictionBits = 6;
const predictionUnit = 2 ** predictionBits;
/** Marks a neighbour that does not exist. */
const none = -1;

/** Neighbours of a kind, with their places relative to a place in the middle of the array. */
interface NeighbourSet {
  readonly offsets: readonly Offset[];
  readonly flat: Int32Array;
  /** For each combination of frames before, whether the neighbour is there. */
  readonly present: readonly Uint8Array[];
}

/** How far neighbours reach: places that far from every border have all of them. */
const reach = 3;

/**
 * The known cells of one array of a chunk, and what is predicted from them. Neighbours outside the array are replaced by
 * the nearest place inside; where that is not yet known, by the place before in x, else in y, else in time, else along the
 * outer axis.
 */
export class FieldState {
  /** Numbers of cells. */
  readonly cells: Int32Array;
  /** Logarithms of errors (cell minus prediction) with their signs, as features show them. */
  readonly errorLogs: Int16Array;
  /** 1 where a value has no cell of its own. */
  readonly special: Uint8Array;
  readonly values: NeighbourSet;
  readonly nearErrors: NeighbourSet;
  /** Of the place that was last looked at: its coordinates and the places of its neighbours. */
  readonly place: [outer: number, time: number, y: number, x: number] = [0, 0, 0, 0];
  frames = 0;
  private readonly frameSize: number;

  constructor(
    dimensions: number,
    readonly shape: FieldShape,
    /** Number of cells. */
    private readonly cellCount: number,
  ) {
    const count = shape.outer * shape.time * shape.height * shape.width;
    this.cells = new Int32Array(count);
    this.errorLogs = new Int16Array(count);
    this.special = new Uint8Array(count);
    this.frameSize = shape.height * shape.width;
    this.values = this.neighbourSet(valueNeighbours(dimensions));
    this.nearErrors = this.neighbourSet(errorNeighbours(dimensions));
  }

  /** Looks at a place: sets `place` and `frames`. */
  visit(at: number): void {
    const { shape, place, frameSize } = this;
    const frame = Math.floor(at / frameSize);
    const rest = at - frame * frameSize;
    place[0] = Math.floor(frame / shape.time);
    place[1] = frame - place[0] * shape.time;
    place[2] = Math.floor(rest / shape.width);
    place[3] = rest - place[2] * shape.width;
    this.frames = framesBefore(place[0], place[1]);
  }

  /** Places of the neighbours of the place that was visited, -1 where there are none; written to `out`. */
  locate(at: number, { offsets, flat }: NeighbourSet, out: Int32Array): void {
    const [outer, time, y, x] = this.place;
    const { height, width } = this.shape;
    const inside =
      y >= reach &&
      y < height - reach &&
      x >= reach &&
      x < width - reach &&
      (time >= reach || this.shape.time === 1) &&
      (outer >= 1 || this.shape.outer === 1);
    if (inside) {
      for (let i = 0; i < flat.length; i++) out[i] = at + flat[i];
      return;
    }
    for (let i = 0; i < offsets.length; i++) out[i] = this.nearest(offsets[i]);
  }

  /**
   * The prediction at the place that was visited, in units of 2^-6 cells.
   * @param near places of its neighbours
   * @param coefficients of all neighbours but the first, those of absent frames unused
   */
  predict(near: Int32Array, coefficients: readonly number[], bits: number): number {
    const { cells, cellCount } = this;
    const present = this.values.present[this.frames];
    const middle = cellCount >> 1;
    const base = near[0] === none ? middle : cells[near[0]];
    let sum = base * 2 ** bits;
    for (let i = 1; i < near.length; i++) {
      if (present[i] === 0 || near[i] === none) continue;
      sum += coefficients[i - 1] * (cells[near[i]] - base);
    }
    const rounded = Math.floor(sum * 2 ** (predictionBits - bits) + 0.5);
    return Math.max(0, Math.min((cellCount - 1) * predictionUnit, rounded));
  }

  /** Enters the cell of a place; `cell` null where its value has none: it looks like the prediction then. */
  enter(at: number, cell: number | null, prediction: number): void {
    if (cell === null) {
      this.special[at] = 1;
      this.cells[at] = Math.floor(prediction / predictionUnit + 0.5);
      return;
    }
    this.cells[at] = cell;
    const error = cell * predictionUnit - prediction;
    this.errorLogs[at] = error < 0 ? -logSize(-error) : logSize(error);
  }

  private nearest([dOuter, dTime, dy, dx]: Offset): number {
    const [outer, time, y, x] = this.place;
    const { shape, frameSize } = this;
    if (dOuter < 0 && outer === 0) return none;
    if (dTime < 0 && time === 0) return none;
    const toTime = Math.max(0, time + dTime);
    const toY = Math.max(0, Math.min(shape.height - 1, y + dy));
    const toX = Math.max(0, Math.min(shape.width - 1, x + dx));
    const frame = (outer + dOuter) * shape.time + toTime;
    if (stepOf(outer + dOuter, toTime, toY, toX) < stepOf(outer, time, y, x)) {
      return frame * frameSize + toY * shape.width + toX;
    }
    const at = (outer * shape.time + time) * frameSize + y * shape.width + x;
    if (x > 0) return at - 1;
    if (y > 0) return at - shape.width;
    if (time > 0) return at - frameSize;
    if (outer > 0) return at - shape.time * frameSize;
    return none;
  }

  private neighbourSet(offsets: readonly Offset[]): NeighbourSet {
    const { time, width } = this.shape;
    const flat = Int32Array.from(
      offsets,
      ([outer, dTime, y, x]) => (outer * time + dTime) * this.frameSize + y * width + x,
    );
    const present = [0, 1, 2, 3].map((frames) =>
      Uint8Array.from(offsets, (offset) => (isPresent(offset, frames) ? 1 : 0)),
    );
    return { offsets, flat, present };
  }
}

/** log2(1 + 4 e) / 4 in units of 2^-10 for an error e of `size` x 2^-6 cells: straight between powers of two. */
function logSize(size: number): number {
  const value = predictionUnit + 4 * size;
  const exponent = 31 - Math.clz32(value);
  return Math.floor(256 * (exponent - predictionBits + (value / (1 << exponent) - 1)) + 0.5);
}
