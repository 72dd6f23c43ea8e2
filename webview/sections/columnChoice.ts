import type { ColumnEvaluation, Evaluation } from "../../src/protocol/evaluation.js";

/** The column that is shown: the chosen one, else the first of the order given. */
export function shownColumn(
  evaluation: Evaluation,
  chosen: string | null,
  order: readonly ColumnEvaluation[] = evaluation.columns,
): ColumnEvaluation | undefined {
  return evaluation.columns.find(({ name }) => name === chosen) ?? order[0];
}

/** Columns by their distance in units of σ, worst first. */
export function byDistance(columns: readonly ColumnEvaluation[]): ColumnEvaluation[] {
  return [...columns].sort((a, b) => b.wassersteinOverSigma - a.wassersteinOverSigma);
}
