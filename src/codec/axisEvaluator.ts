import type { AxisMap } from "../models/axisMap.js";

/** Evaluates an axis map for many numbers; gives the same bits as `toScore` and `fromScore`. */
export class AxisEvaluator {
  private readonly starts: Float64Array;
  private readonly bases: Float64Array;
  private readonly slopes: Float64Array;

  private constructor(from: readonly number[], to: readonly number[]) {
    const segments = from.length - 1;
    this.starts = Float64Array.from(from.slice(0, segments));
    this.bases = Float64Array.from(to.slice(0, segments));
    this.slopes = new Float64Array(segments);
    for (let i = 0; i < segments; i++) {
      this.slopes[i] = (to[i + 1] - to[i]) / (from[i + 1] - from[i]);
    }
  }

  static toScore(axis: AxisMap): AxisEvaluator {
    return new AxisEvaluator(axis.knots, axis.scores);
  }

  static fromScore(axis: AxisMap): AxisEvaluator {
    return new AxisEvaluator(axis.scores, axis.knots);
  }

  at(x: number): number {
    const { starts } = this;
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x < starts[middle]) high = middle;
      else low = middle;
    }
    return this.bases[low] + (x - starts[low]) * this.slopes[low];
  }
}
