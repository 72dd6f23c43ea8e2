import type { DenseLayer } from "./trainedModel.js";

/** How one array is predicted. */
export interface FieldColumn {
  readonly name: string;
  /** Values that are stored exactly and occur often (NaN, sentinels): each has a probability of its own. */
  readonly atoms: readonly number[];
  /** Features and distributions are in units of 2^scale cells. */
  readonly scale: number;
  /** Coefficients are multiples of 2^-coefficientBits. */
  readonly coefficientBits: number;
  /**
   * Linear predictions, by which frames before there are: none, one before in time, one before along the outer axis, both.
   * Whole numbers, one per neighbour but the nearest.
   */
  readonly predictors: readonly (readonly number[])[];
  /** From features to logits, means and log2 widths of the mixture, then logits of the atoms and of all other values. */
  readonly layers: readonly DenseLayer[];
}

/**
 * A masked (causal) network over the places of arrays of 2 to 4 dimensions: each value is predicted from neighbours that
 * come before it in space and time.
 */
export interface FieldModel {
  readonly type: "field";
  readonly columns: readonly FieldColumn[];
  /** Dimensions of the arrays. */
  readonly dimensions: number;
  /** Logistic distributions per mixture. */
  readonly components: number;
}

/** Outputs of an array's network: three per component, and a logit per class where there are atoms. */
export function fieldOutputs(atoms: number, components: number): number {
  return 3 * components + (atoms > 0 ? atoms + 1 : 0);
}
