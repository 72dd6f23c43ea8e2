import type { Progress } from "../data/fileAccess.js";
import type { Column, Table } from "../data/table.js";
import { UsageError } from "../errors.js";
import type { ColumnEvaluation, CorrelationReport } from "../protocol/evaluation.js";
import { breathe } from "./breathe.js";
import { correlations, type CorrelatedColumn } from "./correlations.js";
import { evaluateColumn, evaluationBuffers } from "./evaluateColumn.js";
import type { EvaluatedColumn } from "./evaluatedColumn.js";
import { usableRows } from "./usableRows.js";

export interface EvaluationOptions {
  readonly original: Table;
  readonly decompressed: Table;
  /** The columns to evaluate, by their names in both tables. */
  readonly columns: readonly EvaluatedColumn[];
  readonly progress?: Progress;
}

/** A larger matrix can neither be read nor sent at ease: the first columns are correlated. */
const mostCorrelated = 100;

/**
 * Compares a decompressed table with its original, row by row and column by column.
 * @returns reports in the order of `options.columns`, every number in them finite; correlations of the first 100 columns
 * @throws UsageError where the tables differ in rows or lack a column
 * @throws StoppedError where `progress.signal` aborts
 */
export async function evaluateTables(
  options: EvaluationOptions,
): Promise<{ columns: ColumnEvaluation[]; correlations: CorrelationReport }> {
  const { original, decompressed, columns, progress } = options;
  if (original.rows !== decompressed.rows) {
    throw new UsageError(
      `The original has ${String(original.rows)} rows, the decompressed table ${String(decompressed.rows)}: ` +
        "evaluate a file against the table that it was made from.",
    );
  }
  const buffers = evaluationBuffers(original.rows);
  const evaluated: ColumnEvaluation[] = [];
  const correlated: CorrelatedColumn[] = [];
  for (const column of columns) {
    progress?.report(evaluated.length / (columns.length + 1), `Evaluating ${column.label}`);
    await breathe(progress);
    const before = columnOf(original, column.name, "original");
    const after = columnOf(decompressed, column.name, "decompressed table");
    evaluated.push(evaluateColumn(column, before, after, buffers));
    if (correlated.length < mostCorrelated) {
      correlated.push({
        name: column.name,
        original: before.values,
        decompressed: after.values,
        usable: usableRows(before, after, column.sentinels, buffers),
      });
    }
  }
  progress?.report(columns.length / (columns.length + 1), "Correlating columns");
  await breathe(progress);
  const report = await correlations(correlated, original.rows, () => breathe(progress));
  progress?.report(1, "Evaluated");
  return { columns: evaluated, correlations: report };
}

function columnOf(table: Table, name: string, side: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    const names = table.columns.map((candidate) => candidate.name).join(", ");
    throw new UsageError(`The ${side} has no column "${name}". It has: ${names}.`);
  }
  return column;
}
