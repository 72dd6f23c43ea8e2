import { fieldOutputs } from "../../models/fieldModel.js";
import { ClassIntervals } from "../masked/classes.js";
import { Mixture, scale as intervalScale } from "../masked/mixture.js";
import { predictionBits } from "./fieldState.js";

/** Cells that a distribution tells apart at most; finer grids store their low bits raw. */
export const mostCells = 2 ** 20;

/** Cells of an array: equal runs of 2^lowBits indices from the lowest to the highest. */
export class FieldCells {
  readonly lowBits: number;
  readonly count: number;

  constructor(
    readonly lowest: number,
    highest: number,
  ) {
    let lowBits = 0;
    while (Math.floor((highest - lowest) / 2 ** lowBits) + 1 > mostCells) lowBits++;
    this.lowBits = lowBits;
    this.count = Math.floor((highest - lowest) / 2 ** lowBits) + 1;
  }

  cellOf(index: number): number {
    return Math.floor((index - this.lowest) / 2 ** this.lowBits);
  }

  firstIndex(cell: number): number {
    return this.lowest + cell * 2 ** this.lowBits;
  }
}

/** The distribution of a value around its prediction, from the outputs of a network to intervals of 2^26 and back. */
export class FieldDistribution {
  readonly outputs: number;
  /** Null where there are no atoms. */
  readonly classes: ClassIntervals | null;
  private readonly mixture: Mixture;
  private readonly unit: number;
  private prediction = 0;

  /** @param scale positions are in units of 2^scale cells */
  constructor(
    private readonly atoms: number,
    private readonly components: number,
    readonly cells: FieldCells,
    scale: number,
  ) {
    this.outputs = fieldOutputs(atoms, components);
    this.mixture = new Mixture(components);
    this.classes = atoms > 0 ? new ClassIntervals(atoms + 1) : null;
    this.unit = 2 ** (-predictionBits - scale);
  }

  /** The class of values that are no atoms. */
  get ordinary(): number {
    return this.atoms;
  }

  /** Prepares `classes` for a row of outputs. */
  setClasses(outputs: Float64Array, row: number): void {
    this.classes!.set(outputs, row * this.outputs + 3 * this.components);
  }

  /** Prepares `start` and `locate` for a row of outputs and its prediction in units of 2^-6 cells. */
  setMixture(outputs: Float64Array, row: number, prediction: number): void {
    this.mixture.set(outputs, row * this.outputs);
    this.prediction = prediction;
  }

  /** Start of the interval of a cell; the intervals of all cells fill 0 ... 2^26. */
  start(cell: number): number {
    const { count } = this.cells;
    if (cell <= 0) return 0;
    if (cell >= count) return intervalScale;
    const edge = cell * 2 ** predictionBits - 2 ** (predictionBits - 1) - this.prediction;
    return cell + Math.floor(this.mixture.below(edge * this.unit) * (intervalScale - count));
  }

  /** The cell whose interval holds `slot` (0 ... 2^26 - 1): looked for from the prediction outwards. */
  locate(slot: number): number {
    const { count } = this.cells;
    let low = Math.floor(this.prediction / 2 ** predictionBits + 0.5);
    let high = low + 1;
    let reach = 1;
    if (this.start(low) <= slot) {
      while (high < count && this.start(high) <= slot) {
        low = high;
        reach *= 2;
        high = Math.min(count, high + reach);
      }
    } else {
      do {
        high = low;
        reach *= 2;
        low = Math.max(0, low - reach);
      } while (low > 0 && this.start(low) > slot);
    }
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.start(middle) <= slot) low = middle;
      else high = middle;
    }
    return low;
  }
}
