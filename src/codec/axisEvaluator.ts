import type { AxisMap } from "../models/axisMap.js";

/** Numbers are told apart by sign, exponent and three more binary digits of their distance from the densest segment. */
const keyBits = 12;
const keyShift = 32 - keyBits;
const keys = 2 ** keyBits;

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/**
 * Evaluates an axis map for many numbers; gives the same bits as `toScore` and `fromScore`. A table tells from the
 * leading bits of a number at which segment to look first.
 */
export class AxisEvaluator {
  private readonly starts: Float64Array;
  private readonly bases: Float64Array;
  private readonly slopes: Float64Array;
  private readonly center: number;
  /** For every key the last segment that surely starts below all numbers of that key. */
  private readonly first: Uint32Array;

  private constructor(from: readonly number[], to: readonly number[]) {
    const segments = from.length - 1;
    // No number reaches NaN: the end of every walk along the segments.
    this.starts = Float64Array.of(...from.slice(0, segments), NaN);
    this.bases = Float64Array.from(to.slice(0, segments));
    this.slopes = new Float64Array(segments);
    let densest = 0;
    for (let i = 0; i < segments; i++) {
      this.slopes[i] = (to[i + 1] - to[i]) / (from[i + 1] - from[i]);
      if (from[i + 1] - from[i] < from[densest + 1] - from[densest]) densest = i;
    }
    this.center = from[densest];
    this.first = this.firstSegments(segments);
  }

  static toScore(axis: AxisMap): AxisEvaluator {
    return new AxisEvaluator(axis.knots, axis.scores);
  }

  static fromScore(axis: AxisMap): AxisEvaluator {
    return new AxisEvaluator(axis.scores, axis.knots);
  }

  at(x: number): number {
    const { starts } = this;
    float[0] = x - this.center;
    let segment = this.first[word[0] >>> keyShift];
    while (x >= starts[segment + 1]) segment++;
    return this.bases[segment] + (x - starts[segment]) * this.slopes[segment];
  }

  /**
   * Evaluates all numbers of an array, in one loop because a call for each costs as much as its arithmetic.
   * @param out takes the result of number i at `offset` + i `stride`, kept between `lowest` and `highest`; numbers that are
   * not finite leave it as it is
   */
  fill(
    values: Float32Array | Float64Array,
    lowest: number,
    highest: number,
    out: Float32Array,
    offset: number,
    stride: number,
  ): void {
    const { starts, bases, slopes, first, center } = this;
    for (let i = 0, to = offset; i < values.length; i++, to += stride) {
      const x = values[i];
      // Only of infinities and NaN is the difference to itself not zero.
      if (x - x !== 0) continue;
      float[0] = x - center;
      let segment = first[word[0] >>> keyShift];
      while (x >= starts[segment + 1]) segment++;
      const y = bases[segment] + (x - starts[segment]) * slopes[segment];
      out[to] = y > highest ? highest : y < lowest ? lowest : y;
    }
  }

  private firstSegments(segments: number): Uint32Array {
    const first = new Uint32Array(keys);
    let segment = 0;
    for (let rank = 0; rank < keys; rank++) {
      while (segment + 1 < segments && this.rankOf(this.starts[segment + 1]) < rank) segment++;
      first[keyOfRank(rank)] = segment;
    }
    return first;
  }

  /** Rises with `x`. */
  private rankOf(x: number): number {
    float[0] = x - this.center;
    const key = word[0] >>> keyShift;
    return key < keys / 2 ? keys / 2 + key : keys - 1 - key;
  }
}

function keyOfRank(rank: number): number {
  return rank < keys / 2 ? keys - 1 - rank : rank - keys / 2;
}
