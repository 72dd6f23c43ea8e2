import {
  logisticReach,
  logisticSteps,
  logisticTable,
  powerOfTwo,
  powerSteps,
  tableUnit,
} from "./exactTables.js";

/** Sums of frequencies of a symbol are 2^26. */
export const scaleBits = 26;
export const scale = 2 ** scaleBits;
/** Logarithms (base 2) of the widths of components are kept between these. */
export const smallestLogWidth = -16;
export const largestLogWidth = 6;
/** Components with less than 2^-24 of the largest weight are left out. */
const smallestWeight = 24;

/**
 * A mixture of logistic distributions over the cells of an axis, as whole-number intervals of 2^26. Built from a
 * network's outputs with + - x / floor and stored tables alone, so that every machine gets the same intervals; all steps
 * are monotone under rounding, so that intervals never overlap. FORMAT.md has the formulas.
 */
export class Mixture {
  private readonly weights: Float64Array;
  private readonly means: Float64Array;
  private readonly rates: Float64Array;
  private used = 0;
  private total = 0;
  private origin = 0;
  private inverseUnit = 1;

  /** @param components how many, in each of which a network gives logits, means and logarithms of widths */
  constructor(readonly components: number) {
    this.weights = new Float64Array(components);
    this.means = new Float64Array(components);
    this.rates = new Float64Array(components);
  }

  /** Takes the network's outputs (multiples of 2^-10) for one value: logits, then means, then log2 of widths. */
  set(outputs: Float64Array, at: number): void {
    const { components } = this;
    let largest = outputs[at];
    for (let k = 1; k < components; k++) {
      if (outputs[at + k] > largest) largest = outputs[at + k];
    }
    this.used = 0;
    this.total = 0;
    for (let k = 0; k < components; k++) {
      const behind = (largest - outputs[at + k]) * powerSteps;
      if (!(behind < smallestWeight * powerSteps)) continue;
      const weight = powerOfTwo(behind);
      let logWidth = outputs[at + 2 * components + k];
      if (!(logWidth >= smallestLogWidth)) logWidth = smallestLogWidth;
      if (logWidth > largestLogWidth) logWidth = largestLogWidth;
      this.weights[this.used] = weight;
      this.means[this.used] = outputs[at + components + k];
      this.rates[this.used] = logisticSteps * powerOfTwo(logWidth * powerSteps);
      this.used++;
      this.total += weight * tableUnit;
    }
  }

  /** Positions of edges are counted from `origin`, in units of 1 / `inverseUnit` (a power of two), until told otherwise. */
  place(origin: number, inverseUnit: number): void {
    this.origin = origin;
    this.inverseUnit = inverseUnit;
  }

  /** The share of the distribution below the position `x`, from 0 to 1. */
  below(x: number): number {
    const { weights, means, rates, used } = this;
    let sum = 0;
    for (let k = 0; k < used; k++) {
      const u = (x - means[k]) * rates[k] + logisticReach;
      let level: number;
      if (!(u > 0)) level = logisticTable[0];
      else if (u >= 2 * logisticReach) level = logisticTable[2 * logisticReach];
      else {
        const i = Math.floor(u);
        const low = logisticTable[i];
        level = low + (logisticTable[i + 1] - low) * (u - i);
      }
      sum += weights[k] * level;
    }
    return sum / this.total;
  }

  /** Start of the interval of cell `cell` of `edges.length - 1` cells; the intervals of all cells fill 0 ... 2^26. */
  start(edges: Float64Array, cell: number): number {
    const cells = edges.length - 1;
    if (cell <= 0) return 0;
    if (cell >= cells) return scale;
    const position = (edges[cell] - this.origin) * this.inverseUnit;
    return cell + Math.floor(this.below(position) * (scale - cells));
  }

  /** The cell whose interval holds `slot` (0 ... 2^26 - 1). */
  locate(edges: Float64Array, slot: number): number {
    let low = 0;
    let high = edges.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.start(edges, middle) <= slot) low = middle;
      else high = middle;
    }
    return low;
  }
}
