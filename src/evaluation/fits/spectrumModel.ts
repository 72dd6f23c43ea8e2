import type { Limits, Shape } from "./peakShape.js";

/** Abscissae and weights of Gauss and Legendre's quadrature with 5 points on [−1, 1]. */
const near = Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3;
const far = Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3;
const points = [-far, -near, 0, near, far];
const nearWeight = (322 + 13 * Math.sqrt(70)) / 900;
const farWeight = (322 - 13 * Math.sqrt(70)) / 900;
const weights = [farWeight, nearWeight, 128 / 225, nearWeight, farWeight];

const derivativeStep = 1e-3;

export interface ModelParameter {
  readonly name: string;
  readonly limits: Limits;
  readonly scale: number;
}

/**
 * How an entry counts: in its bin, or at the two edges of its bin in proportion to how near it lies to each, so that
 * sums change continuously with the values.
 */
export type Filling = "bins" | "edges";

/**
 * Expected entries per bin (or edge) as a sum of shapes, each scaled to its number of entries in the window. Parameters: first one
 * number of entries per shape, then the parameters of each shape in turn.
 */
export class SpectrumModel {
  readonly parameters: readonly ModelParameter[];
  readonly bins: number;
  /** Bins, or edges. */
  readonly cells: number;
  private readonly offsets: readonly number[];
  private readonly own: readonly number[];
  /** Shares of shapes without parameters: they never change. */
  private readonly fixed: readonly (Float64Array | null)[];

  /** @param edges ascending, of equal bins */
  constructor(
    readonly shapes: readonly Shape[],
    readonly edges: Float64Array,
    entries: number,
    private readonly filling: Filling = "bins",
  ) {
    this.bins = edges.length - 1;
    this.cells = filling === "bins" ? this.bins : edges.length;
    const window: Limits = [edges[0], edges[this.bins]];
    const own = shapes.map((shape) => shape.parameters(window, edges[1] - edges[0]));
    const yields = shapes.map((_, index) => ({
      name: index === 0 ? "signal" : `background${index}`,
      limits: [0, 10 * entries] as const,
      scale: entries,
    }));
    this.parameters = [...yields, ...own.flat()];
    this.own = own.map((list) => list.length);
    let next = shapes.length;
    this.offsets = this.own.map((count) => (next += count) - count);
    this.fixed = this.own.map((count, shape) => (count === 0 ? this.integrate(shape, []) : null));
  }

  /** Where the parameters of a shape begin. */
  offset(shape: number): number {
    return this.offsets[shape];
  }

  /** Share of a shape's entries in every cell; they add up to 1. */
  shares(shape: number, values: ArrayLike<number>): Float64Array {
    const fixed = this.fixed[shape];
    if (fixed !== null) return fixed;
    const offset = this.offsets[shape];
    const own = new Float64Array(this.own[shape]);
    for (let i = 0; i < own.length; i++) own[i] = values[offset + i];
    return this.integrate(shape, own);
  }

  private integrate(shape: number, own: ArrayLike<number>): Float64Array {
    const form = this.shapes[shape];
    const result = new Float64Array(this.cells);
    let sum = 0;
    for (let bin = 0; bin < this.bins; bin++) {
      const middle = 0.5 * (this.edges[bin] + this.edges[bin + 1]);
      const half = 0.5 * (this.edges[bin + 1] - this.edges[bin]);
      let integral = 0;
      let moment = 0;
      for (let k = 0; k < 5; k++) {
        const part = weights[k] * form.density(middle + half * points[k], own);
        integral += part;
        moment += part * points[k];
      }
      if (this.filling === "bins") result[bin] = integral;
      else {
        result[bin] += (integral - moment) / 2;
        result[bin + 1] += (integral + moment) / 2;
      }
      sum += integral;
    }
    for (let cell = 0; cell < this.cells; cell++) result[cell] /= sum;
    return result;
  }

  /** Expected entries per cell. */
  expected(values: ArrayLike<number>): Float64Array {
    const result = new Float64Array(this.cells);
    for (let shape = 0; shape < this.shapes.length; shape++) {
      const shares = this.shares(shape, values);
      for (let cell = 0; cell < this.cells; cell++) result[cell] += values[shape] * shares[cell];
    }
    return result;
  }

  /** Expected entries and their derivatives by every parameter: of shapes' parameters by central differences. */
  gradient(values: Float64Array): { expected: Float64Array; derivatives: Float64Array[] } {
    const expected = new Float64Array(this.cells);
    const derivatives: Float64Array[] = [];
    for (let shape = 0; shape < this.shapes.length; shape++) {
      const shares = this.shares(shape, values);
      derivatives.push(shares);
      for (let cell = 0; cell < this.cells; cell++) expected[cell] += values[shape] * shares[cell];
    }
    for (let shape = 0; shape < this.shapes.length; shape++) {
      for (let index = 0; index < this.own[shape]; index++) {
        const at = this.offsets[shape] + index;
        const { limits, scale } = this.parameters[at];
        const step = derivativeStep * scale;
        const moved = Float64Array.from(values);
        const high = Math.min(limits[1], values[at] + step);
        const low = Math.max(limits[0], values[at] - step);
        moved[at] = high;
        const above = this.shares(shape, moved);
        moved[at] = low;
        const below = this.shares(shape, moved);
        derivatives.push(
          above.map((share, bin) => (values[shape] * (share - below[bin])) / (high - low)),
        );
      }
    }
    return { expected, derivatives };
  }
}
