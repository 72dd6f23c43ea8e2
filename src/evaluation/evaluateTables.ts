import type { Progress } from "../data/fileAccess.js";
import type { Column, Table } from "../data/table.js";
import { UsageError } from "../errors.js";
import type {
  ColumnEvaluation,
  CorrelationReport,
  SelectionReport,
} from "../protocol/evaluation.js";
import type { PeakFit } from "../protocol/peakFit.js";
import { breathe } from "./breathe.js";
import { correlations, type CorrelatedColumn } from "./correlations.js";
import { derivedColumn, type EvaluationPlan } from "./derived/evaluationPlan.js";
import { TableSides } from "./derived/tableSides.js";
import { evaluateColumn, evaluationBuffers } from "./evaluateColumn.js";
import type { EvaluatedColumn } from "./evaluatedColumn.js";
import { fitColumns } from "./fitColumns.js";
import { withLargestChange } from "./largestChange.js";
import { usableRows } from "./usableRows.js";

export interface EvaluationOptions {
  readonly original: Table;
  readonly decompressed: Table;
  /** The columns to evaluate, by their names in both tables. */
  readonly columns: readonly EvaluatedColumn[];
  /** Selection, derived quantities, fits and weight; nothing of it by default. */
  readonly plan?: EvaluationPlan;
  readonly progress?: Progress;
}

/** A larger matrix can neither be read nor sent at ease: the first columns are correlated. */
const mostCorrelated = 100;

export interface TablesEvaluation {
  readonly columns: ColumnEvaluation[];
  readonly correlations: CorrelationReport;
  readonly selection?: SelectionReport;
  readonly weight?: string;
  readonly fits?: readonly PeakFit[];
}

const nothingPlanned: EvaluationPlan = {
  selection: null,
  derived: [],
  fits: [],
  weight: null,
  names: new Map(),
};

/**
 * Compares a decompressed table with its original, row by row and column by column.
 * @returns reports in the order of `options.columns`, then of derived quantities, every number in them finite; correlations
 * of the first 100 columns
 * @throws UsageError where the tables differ in rows or lack a column
 * @throws StoppedError where `progress.signal` aborts
 */
export async function evaluateTables(options: EvaluationOptions): Promise<TablesEvaluation> {
  const { original, decompressed, progress, plan = nothingPlanned } = options;
  if (original.rows !== decompressed.rows) {
    throw new UsageError(
      `The original has ${String(original.rows)} rows, the decompressed table ${String(decompressed.rows)}: ` +
        "evaluate a file against the table that it was made from.",
    );
  }
  const sides = new TableSides(original, decompressed, options.columns, plan);
  const columns = [...options.columns, ...plan.derived.map(derivedColumn)];
  const buffers = evaluationBuffers(original.rows);
  const breath = (): Promise<void> => breathe(progress);
  const evaluated: ColumnEvaluation[] = [];
  const correlated: CorrelatedColumn[] = [];
  const correlatedAfter: CorrelatedColumn[] = [];
  for (const column of columns) {
    progress?.report(evaluated.length / (columns.length + 1), `Evaluating ${column.label}`);
    await breathe(progress);
    const of = sides.column(column.name);
    evaluated.push(await evaluateColumn(column, of, buffers, breath));
    if (correlated.length >= mostCorrelated) continue;
    const usable = (before: Column, after: Column): CorrelatedColumn => ({
      name: column.name,
      original: before.values,
      decompressed: after.values,
      usable: usableRows(before, after, column.sentinels, buffers),
    });
    correlated.push(usable(of.original, of.paired));
    if (plan.selection) correlatedAfter.push(usable(sides.partners(column.name), of.decompressed));
  }
  progress?.report(columns.length / (columns.length + 1), "Correlating columns");
  await breathe(progress);
  const { weights } = sides;
  // With a selection, sides differ in their events: of each run of correlations, one side is used.
  const alike = (own: Float64Array | undefined) => own && { original: own, decompressed: own };
  const before = await correlations(
    correlated,
    sides.rows.original,
    breath,
    plan.selection ? (alike(weights?.original) ?? null) : weights,
  );
  const after = plan.selection
    ? await correlations(
        correlatedAfter,
        sides.rows.decompressed,
        breath,
        alike(weights?.decompressed) ?? null,
      )
    : before;
  if (plan.fits.length > 0)
    progress?.report(columns.length / (columns.length + 1), "Fitting peaks");
  const fits = await fitColumns(
    plan.fits,
    (name) => ({
      column: columns.find((each) => each.name === name)!,
      ...sides.column(name),
    }),
    progress,
  );
  progress?.report(1, "Evaluated");
  return {
    columns: evaluated,
    correlations: withLargestChange({ ...before, decompressed: after.decompressed }),
    ...(plan.selection && {
      selection: { formula: plan.selection.formula, ...sides.rows },
    }),
    ...(plan.weight !== null && { weight: plan.weight }),
    ...(fits.length > 0 && { fits }),
  };
}
