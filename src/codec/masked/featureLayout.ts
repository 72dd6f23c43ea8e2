import { featureCount, type MaskedAxis } from "../../models/maskedModel.js";

/** Which stretch of a row of features a column's network sees. */
export interface InputWidth {
  readonly from: number;
  readonly count: number;
}

/**
 * A row of features: a one, the features of all columns for each row before, then those of the columns in coding order.
 * The network of a column sees what stands before the column's own features; the one only where there is nothing else.
 */
export function inputWidths(columns: readonly MaskedAxis[], context: number): InputWidth[] {
  return ownFeatures(columns, context).map((at) =>
    at === 1 ? { from: 0, count: 1 } : { from: 1, count: at - 1 },
  );
}

/** Where the features of each column start in a row. */
export function ownFeatures(columns: readonly MaskedAxis[], context: number): number[] {
  const counts = columns.map(featureCount);
  const all = counts.reduce((sum, count) => sum + count, 0);
  let at = 1 + context * all;
  return counts.map((count) => (at += count) - count);
}

/** Length of a row of features. */
export function rowWidth(columns: readonly MaskedAxis[], context: number): number {
  const all = columns.reduce((sum, column) => sum + featureCount(column), 0);
  return 1 + (context + 1) * all;
}
