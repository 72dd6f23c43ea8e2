import {
  errorNeighbours,
  reach,
  stepOf,
  valueNeighbours,
  type FieldShape,
  type Offset,
} from "./neighbours.js";

/** In place of a neighbour that does not exist: all others lie at smaller places. */
export const absent = 0;

/** Where the neighbours of a place lie, counted from it. */
export interface Surroundings {
  readonly values: Int32Array;
  readonly errors: Int32Array;
  /** Whether all exist, each in its own place: the same differences for all such places. */
  readonly whole: boolean;
}

/** Coordinates of a place: along the outer axis, in time, in y and in x. */
export type Place = [outer: number, time: number, y: number, x: number];

/**
 * Where the neighbours of each place of an array lie. Neighbours outside the array are replaced by the nearest place
 * inside; where that is not yet known, by the place before in x, else in y, else in time, else along the outer axis. All
 * places with the same distances to the borders, as far as neighbours reach, have the same.
 */
export class NeighbourPlaces {
  private readonly values: readonly Offset[];
  private readonly errors: readonly Offset[];
  private readonly frameSize: number;
  private readonly rows: Uint8Array;
  private readonly columns: Uint8Array;
  private readonly known: (Surroundings | undefined)[] = [];

  constructor(
    dimensions: number,
    private readonly shape: FieldShape,
  ) {
    this.values = valueNeighbours(dimensions);
    this.errors = errorNeighbours(dimensions);
    this.frameSize = shape.height * shape.width;
    this.rows = borderKinds(shape.height);
    this.columns = borderKinds(shape.width);
  }

  /** What lies around a place. */
  around(place: Place): Surroundings {
    const [outer, time, y, x] = place;
    const depth = (outer > 0 ? reach + 1 : 0) + (time < reach ? time : reach);
    const kind = (depth * kinds + this.rows[y]) * kinds + this.columns[x];
    return (this.known[kind] ??= this.find(place));
  }

  private find(place: Place): Surroundings {
    const values = Int32Array.from(this.values, (offset) => this.nearest(offset, place));
    const errors = Int32Array.from(this.errors, (offset) => this.nearest(offset, place));
    const own = (offset: Offset): number => this.difference(offset);
    const whole =
      !values.includes(absent) &&
      !errors.includes(absent) &&
      values.every((value, i) => value === own(this.values[i])) &&
      errors.every((error, i) => error === own(this.errors[i]));
    return { values, errors, whole };
  }

  /** What lies around places far from all borders. */
  get farFromBorders(): Surroundings {
    const of = (offsets: readonly Offset[]): Int32Array =>
      Int32Array.from(offsets, (offset) => this.difference(offset));
    return { values: of(this.values), errors: of(this.errors), whole: true };
  }

  private difference([dOuter, dTime, dy, dx]: Offset): number {
    const { shape, frameSize } = this;
    return (dOuter * shape.time + dTime) * frameSize + dy * shape.width + dx;
  }

  private nearest([dOuter, dTime, dy, dx]: Offset, [outer, time, y, x]: Place): number {
    const { shape, frameSize } = this;
    if ((dOuter < 0 && outer === 0) || (dTime < 0 && time === 0)) return absent;
    const toTime = Math.max(0, time + dTime);
    const toY = Math.max(0, Math.min(shape.height - 1, y + dy));
    const toX = Math.max(0, Math.min(shape.width - 1, x + dx));
    if (stepOf(outer + dOuter, toTime, toY, toX) < stepOf(outer, time, y, x)) {
      const frames = dOuter * shape.time + toTime - time;
      return frames * frameSize + (toY - y) * shape.width + toX - x;
    }
    if (x > 0) return -1;
    if (y > 0) return -shape.width;
    if (time > 0) return -frameSize;
    if (outer > 0) return -shape.time * frameSize;
    return absent;
  }
}

/** Kinds of places along an axis: so far from its begin, in the middle, so far from its end. */
const kinds = 2 * reach + 1;

function borderKinds(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => {
    if (length <= kinds || at < reach) return at;
    return Math.max(reach, kinds - (length - at));
  });
}
