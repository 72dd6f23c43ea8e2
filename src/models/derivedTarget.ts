import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

/** A quantity computed from several columns, whose error counts in the loss as well. */
export interface DerivedTarget {
  readonly name: string;
  /** What its error counts beside the reconstruction's. */
  readonly weight: number;
  /** Its values, normalised, for rows of normalised columns (rows x width): with slopes, and finite. */
  values(rows: Tensor2D): Tensor1D;
}

/** The name of a target's term of the loss begins with this. */
export const targetPrefix = "target.";
