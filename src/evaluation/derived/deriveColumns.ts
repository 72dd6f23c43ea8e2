import type { Column, ColumnValues, Table } from "../../data/table.js";
import { copyNumbers } from "../copyNumbers.js";
import type { EvaluatedColumn } from "../evaluatedColumn.js";
import { scaledSentinels } from "../sideValues.js";
import { evaluateExpression, isTrue } from "./evaluateExpression.js";
import type { EvaluationPlan } from "./evaluationPlan.js";

/** One side with its derived quantities, and the rows that its selection leaves. */
export interface DerivedSide {
  readonly table: Table;
  /** Null where every row is left. */
  readonly rows: Uint32Array | null;
}

/**
 * Computes derived quantities (float64 columns behind the others) and the selection from the values of one side.
 * Sentinels count as NaN: what is computed from one is NaN, and fulfils no comparison.
 */
export function deriveColumns(
  table: Table,
  columns: readonly EvaluatedColumn[],
  plan: EvaluationPlan,
): DerivedSide {
  const known = new Map<string, ColumnValues>();
  const valuesOf = (name: string): ColumnValues | undefined => {
    const full = plan.names.get(name) ?? name;
    const values = known.get(full);
    if (values !== undefined) return values;
    const column = table.columns.find((each) => each.name === full);
    if (column === undefined) return undefined;
    const sentinels = columns.find((each) => each.name === full)?.sentinels ?? [];
    const clean = sentinels.length > 0 ? withoutSentinels(column, sentinels) : column.values;
    known.set(full, clean);
    return clean;
  };
  const derived = plan.derived.map(({ name, expression }): Column => {
    const values = evaluateExpression(expression, valuesOf, table.rows);
    known.set(name, values);
    return { name, type: "float64", values };
  });
  return {
    table: { ...table, columns: [...table.columns, ...derived] },
    rows:
      plan.selection &&
      selected(evaluateExpression(plan.selection.expression, valuesOf, table.rows)),
  };
}

function withoutSentinels(column: Column, sentinels: readonly number[]): Float64Array {
  const values = new Float64Array(column.values.length);
  copyNumbers(column.values, values);
  const special = new Set(scaledSentinels(column, 1, sentinels));
  for (let i = 0; i < values.length; i++) if (special.has(values[i])) values[i] = NaN;
  return values;
}

function selected(condition: Float64Array): Uint32Array {
  const rows = new Uint32Array(condition.length);
  let count = 0;
  for (let i = 0; i < condition.length; i++) if (isTrue(condition[i])) rows[count++] = i;
  return rows.slice(0, count);
}

/** The values of some rows; the column itself where that is every row. */
export function takeRows(column: Column, rows: Uint32Array | null): Column {
  if (rows === null) return column;
  const values = column.values.slice(0, rows.length);
  const from = column.values as { readonly [row: number]: number | bigint };
  const to = values as { [row: number]: number | bigint };
  for (let i = 0; i < rows.length; i++) to[i] = from[rows[i]];
  return { ...column, values };
}
