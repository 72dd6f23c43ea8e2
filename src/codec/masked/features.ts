import { classCount, featureCount, hasFlags, type MaskedAxis } from "../../models/maskedModel.js";
import { AxisEvaluator } from "../axisEvaluator.js";
import { activationBits } from "../fixedPointNetwork.js";

/** Features are whole numbers in units of 2^-10. */
export const featureUnit = 2 ** activationBits;
const largestScore = 6;
const largestPlace = 16;

/** Turns the values of one column into features; the same bits on every machine. */
export class FeatureWriter {
  readonly count: number;
  private readonly atoms: number;
  private readonly flags: boolean;
  private readonly evaluator: AxisEvaluator | null;
  private readonly center: number;
  private readonly inverse: number;

  constructor(column: MaskedAxis) {
    this.count = featureCount(column);
    this.atoms = column.atoms.length;
    this.flags = hasFlags(column);
    this.evaluator = column.axis === null ? null : AxisEvaluator.toScore(column.axis);
    this.center = column.center;
    this.inverse = 1 / column.spread;
  }

  /**
   * Features of rows, written from out[at] on, one row every `stride` numbers.
   * @param values of the grid; not looked at where the class is an atom
   * @param classes numbers of atoms, or the number of atoms for other values
   */
  write(
    values: Float64Array,
    classes: Uint16Array,
    rows: number,
    out: Int16Array,
    at: number,
    stride: number,
  ): void {
    const { atoms, flags, evaluator } = this;
    const width = flags ? atoms : 1;
    for (let row = 0; row < rows; row++) {
      const to = at + row * stride;
      const own = classes[row];
      if (flags) for (let i = 0; i < atoms; i++) out[to + i] = i === own ? featureUnit : 0;
      else out[to] = Math.floor(((2 * own - atoms) / atoms) * 2 * featureUnit + 0.5);
      if (evaluator === null) continue;
      if (own < atoms) {
        out[to + width] = 0;
        out[to + width + 1] = 0;
      } else this.place(values[row], out, to + width);
    }
  }

  /** Score and place of what the column's relation says of each row, written in the same way. */
  writeRelation(values: Float64Array, out: Int16Array, at: number, stride: number): void {
    values.forEach((value, row) => {
      this.place(value, out, at + row * stride);
    });
  }

  private place(value: number, out: Int16Array, at: number): void {
    const { evaluator, center, inverse } = this;
    out[at] = feature(evaluator!.at(value), largestScore);
    out[at + 1] = feature((value - center) * inverse, largestPlace);
  }
}

/** Kept within ±`limit`, then rounded to a whole number of units. */
function feature(value: number, limit: number): number {
  const kept = value > -limit ? (value < limit ? value : limit) : -limit;
  return Math.floor(kept * featureUnit + 0.5);
}

/** The class of values that are no atoms; -1 where there is none. */
export function ordinaryClass(column: MaskedAxis): number {
  return column.axis === null ? -1 : classCount(column) - 1;
}
