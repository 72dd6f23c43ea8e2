import { featureCount, relationFeatureCount, type MaskedAxis } from "../../models/maskedModel.js";

/** Which stretch of a row of features a column's network sees. */
export interface InputWidth {
  readonly from: number;
  readonly count: number;
}

/**
 * A row of features: a one, the features of all columns for each row before, then those of the columns in coding order; in
 * front of a column's own features stand those of its relation. The network of a column sees what stands before the
 * column's own features; the one only where there is nothing else.
 */
export function inputWidths(columns: readonly MaskedAxis[], context: number): InputWidth[] {
  return ownFeatures(columns, context).map((at) =>
    at === 1 ? { from: 0, count: 1 } : { from: 1, count: at - 1 },
  );
}

/** Where the features of each column start in a row; those of its relation stand right before. */
export function ownFeatures(columns: readonly MaskedAxis[], context: number): number[] {
  let at = 1 + context * allFeatures(columns);
  return columns.map((column) => {
    const own = at + relationFeatureCount(column);
    at = own + featureCount(column);
    return own;
  });
}

/** Length of a row of features. */
export function rowWidth(columns: readonly MaskedAxis[], context: number): number {
  return 1 + (context + 1) * allFeatures(columns);
}

function allFeatures(columns: readonly MaskedAxis[]): number {
  return columns.reduce(
    (sum, column) => sum + relationFeatureCount(column) + featureCount(column),
    0,
  );
}
