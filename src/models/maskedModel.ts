import type { AxisMap } from "./axisMap.js";
import type { Relation } from "./relation.js";
import type { DenseLayer } from "./trainedModel.js";

/** How a masked autoencoder sees one column. */
export interface MaskedAxis {
  readonly name: string;
  /** Values that have a probability of their own, rising, NaN last; all values of a column of few values. */
  readonly atoms: readonly number[];
  /** From values that are no atoms to scores that are about normally distributed; null where every value is an atom. */
  readonly axis: AxisMap | null;
  /** A value in the middle, and the power of two that comes closest to the spread around it. */
  readonly center: number;
  readonly spread: number;
  /** How values that are no atoms follow from columns coded before; null where they do not. Columns with an axis alone. */
  readonly relation: Relation | null;
}

/** One column of a masked autoencoder: its axis and the network that predicts its distribution from columns before it. */
export interface MaskedColumn extends MaskedAxis {
  /** From features to logits, means and log2 widths of the mixture, then logits of the classes; none: an input alone. */
  readonly layers: readonly DenseLayer[];
}

/**
 * A masked autoencoder over the columns of a table (Germain et al. 2015, arXiv:1502.03509, with a network per column in
 * place of masks): each column is predicted from the columns before it and from whole rows before.
 */
export interface MaskedModel {
  readonly type: "masked";
  /** In the order in which they are coded. */
  readonly columns: readonly MaskedColumn[];
  /** Rows before that every network sees. */
  readonly context: number;
  /** Logistic distributions per mixture. */
  readonly components: number;
}

/** Atoms, and one more class for all other values where there are any. */
export function classCount({ atoms, axis }: MaskedAxis): number {
  return atoms.length + (axis === null ? 0 : 1);
}

/** Outputs of a column's network: three per component, and a logit per class where there are several. */
export function outputCount(column: MaskedAxis, components: number): number {
  const classes = classCount(column);
  return (column.axis === null ? 0 : 3 * components) + (classes > 1 ? classes : 0);
}

/** Columns of more atoms than this show the position among them in place of a flag for each. */
const mostFlags = 12;

export function hasFlags({ atoms }: MaskedAxis): boolean {
  return atoms.length <= mostFlags;
}

/** Numbers that a relation gives to the network of its column: score and place of the value that it says. */
export function relationFeatureCount({ relation }: MaskedAxis): number {
  return relation === null ? 0 : 2;
}

/** Numbers that a column gives to the networks of later columns: flags of its atoms, its score and its place on a straight axis. */
export function featureCount(column: MaskedAxis): number {
  const atoms = hasFlags(column) ? column.atoms.length : 1;
  return atoms + (column.axis === null ? 0 : 2);
}
