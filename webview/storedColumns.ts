import type { ColumnEvaluation } from "../src/protocol/evaluation.js";

/** The columns of the file: without quantities that are derived from them. */
export function storedColumns(columns: readonly ColumnEvaluation[]): readonly ColumnEvaluation[] {
  return columns.filter(({ formula }) => formula === undefined);
}
