import {
  logisticReach,
  logisticSteps,
  logisticTable,
  powerOfTwo,
  powerSteps,
  tableUnit,
} from "./exactTables.js";
import type { CellPlaces } from "./cellPlaces.js";

/** Sums of frequencies of a symbol are 2^26. */
export const scaleBits = 26;
export const scale = 2 ** scaleBits;
/** Logarithms (base 2) of the widths of components are kept between these. */
export const smallestLogWidth = -16;
export const largestLogWidth = 6;
/** A search goes along the slope of the distribution so many times before it halves. */
const newtonSteps = 6;
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
  /** Mean of a component of the largest weight. */
  private mode = 0;
  /** Of the distribution where it was last asked for. */
  private density = 0;

  /** The interval that was last found. */
  foundStart = 0;
  foundEnd = scale;

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
    this.mode = NaN;
    for (let k = 0; k < components; k++) {
      const behind = (largest - outputs[at + k]) * powerSteps;
      if (!(behind < smallestWeight * powerSteps)) continue;
      const weight = powerOfTwo(behind);
      let logWidth = outputs[at + 2 * components + k];
      if (!(logWidth >= smallestLogWidth)) logWidth = smallestLogWidth;
      if (logWidth > largestLogWidth) logWidth = largestLogWidth;
      this.weights[this.used] = weight;
      this.means[this.used] = outputs[at + components + k];
      if (behind === 0) this.mode = this.means[this.used];
      this.rates[this.used] = logisticSteps * powerOfTwo(logWidth * powerSteps);
      this.used++;
      this.total += weight * tableUnit;
    }
  }

  /** The share of the distribution below the position `x`, from 0 to 1. */
  below(x: number): number {
    const { weights, means, rates, used } = this;
    let sum = 0;
    let rise = 0;
    for (let k = 0; k < used; k++) {
      const u = (x - means[k]) * rates[k] + logisticReach;
      let level: number;
      if (!(u > 0)) level = logisticTable[0];
      else if (u >= 2 * logisticReach) level = logisticTable[2 * logisticReach];
      else {
        const i = Math.floor(u);
        const low = logisticTable[i];
        const step = logisticTable[i + 1] - low;
        level = low + step * (u - i);
        rise += weights[k] * step * rates[k];
      }
      sum += weights[k] * level;
    }
    this.density = rise / this.total;
    return sum / this.total;
  }

  /** Start of the interval of a cell; the intervals of all cells fill 0 ... 2^26. */
  start(cells: CellPlaces, cell: number): number {
    const { count } = cells;
    if (cell <= 0) return 0;
    if (cell >= count) return scale;
    return cell + Math.floor(this.below(cells.edge(cell)) * (scale - count));
  }

  /** The cell whose interval holds `slot` (0 ... 2^26 - 1); `foundStart` and `foundEnd` are its interval then. */
  locate(cells: CellPlaces, slot: number): number {
    const { count } = cells;
    let low = 0;
    let high = count;
    this.foundStart = 0;
    this.foundEnd = scale;
    const wanted = slot / scale;
    let place = this.mode;
    for (let tries = 0; high - low > 1; tries++) {
      let cell = (low + high) >> 1;
      if (tries < newtonSteps) {
        const near = cells.near(place);
        cell = near > low ? (near < high ? near : high - 1) : low + 1;
      }
      const edge = cells.edge(cell);
      const share = this.below(edge);
      const start = cell + Math.floor(share * (scale - count));
      if (start <= slot) {
        low = cell;
        this.foundStart = start;
      } else {
        high = cell;
        this.foundEnd = start;
      }
      place = edge + (wanted - share) / this.density;
    }
    return low;
  }
}
