import type { Column, ColumnType, ColumnValues, Table } from "../../../src/data/table.js";
import { evaluateTables } from "../../../src/evaluation/evaluateTables.js";
import type { EvaluatedColumn } from "../../../src/evaluation/evaluatedColumn.js";
import type { ColumnEvaluation } from "../../../src/protocol/evaluation.js";

export function tableOf(...columns: readonly Column[]): Table {
  return {
    rows: columns[0]?.values.length ?? 0,
    columns,
    layout: { format: "npz", kind: "columns" },
  };
}

export function columnOf(name: string, type: ColumnType, values: ColumnValues): Column {
  return { name, type, values };
}

export function described(
  name: string,
  options: Partial<Omit<EvaluatedColumn, "name">> = {},
): EvaluatedColumn {
  return {
    name,
    label: name,
    unit: null,
    angle: false,
    bound: "none",
    absoluteBound: null,
    boundKind: "none",
    gridStep: null,
    sentinels: [],
    ...options,
  };
}

/** Evaluates one column, of float64 unless said otherwise. */
export async function evaluateOne(
  original: ColumnValues,
  decompressed: ColumnValues,
  options: Partial<Omit<EvaluatedColumn, "name">> = {},
  type: ColumnType = "float64",
): Promise<ColumnEvaluation> {
  const report = await evaluateTables({
    original: tableOf(columnOf("x", type, original)),
    decompressed: tableOf(columnOf("x", type, decompressed)),
    columns: [described("x", options)],
  });
  return report.columns[0];
}

/** All counts of one side of a before/after histogram. */
export function counted(side: {
  readonly counts: readonly number[];
  readonly underflow: number;
  readonly overflow: number;
}): number {
  return side.counts.reduce((sum, count) => sum + count, side.underflow + side.overflow);
}

/** A standard normal number made of uniform ones (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
