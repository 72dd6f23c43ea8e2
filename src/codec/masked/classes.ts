import { powerOfTwo, powerSteps } from "./exactTables.js";
import { scale } from "./mixture.js";

const smallestWeight = 24;

/** Which of a few classes a value belongs to, as whole-number intervals of 2^26: softmax to base 2 of network outputs. */
export class ClassIntervals {
  /** Starts of the intervals; the last entry is 2^26. */
  readonly starts: Float64Array;
  private readonly sums: Float64Array;

  constructor(readonly classes: number) {
    this.starts = new Float64Array(classes + 1);
    this.sums = new Float64Array(classes + 1);
  }

  /** Takes the outputs (multiples of 2^-10) of one value, one logit per class. */
  set(outputs: Float64Array, at: number): void {
    const { classes, starts, sums } = this;
    let largest = outputs[at];
    for (let c = 1; c < classes; c++) if (outputs[at + c] > largest) largest = outputs[at + c];
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      sums[c] = sum;
      const behind = (largest - outputs[at + c]) * powerSteps;
      if (behind < smallestWeight * powerSteps) sum += powerOfTwo(behind);
    }
    for (let c = 0; c < classes; c++) {
      starts[c] = c + Math.floor((sums[c] / sum) * (scale - classes));
    }
    starts[classes] = scale;
  }

  locate(slot: number): number {
    let found = 0;
    while (this.starts[found + 1] <= slot) found++;
    return found;
  }
}
