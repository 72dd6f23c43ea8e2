import { UsageError } from "../errors.js";
import { nearestName } from "./nearestName.js";
import type { Column, Table, TableLayout } from "./table.js";

/**
 * The rows from `from` (counted from 0) up to but without `to`; values are shared with the table.
 * @throws UsageError where these are not rows of the table
 */
export function rowRange(table: Table, from: number, to: number): Table {
  const isRow = (row: number): boolean => Number.isInteger(row) && row >= 0 && row <= table.rows;
  if (!isRow(from) || !isRow(to) || from > to) {
    throw new UsageError(
      `Rows ${from}:${to} are not in the table: it has ${table.rows} rows, 0:${table.rows}.`,
    );
  }
  const columns = table.columns.map((column): Column => {
    const values = column.values.subarray(from, to);
    return column.text === undefined
      ? { ...column, values }
      : { ...column, values, text: { ...column.text, bytes: null } };
  });
  return { ...table, rows: to - from, columns };
}

/**
 * The named columns, in the order of `names`; values are shared with the table.
 * @throws UsageError where a name is unknown or there twice
 */
export function selectColumns(table: Table, names: readonly string[]): Table {
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  const columns = names.map((name) => {
    const column = byName.get(name);
    if (column !== undefined) return column;
    const near = nearestName(name, [...byName.keys()]);
    throw new UsageError(
      `There is no column "${name}". ` +
        (near === null
          ? `There are: ${[...byName.keys()].join(", ")}.`
          : `Did you mean "${near}"?`),
    );
  });
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new UsageError(`The column "${twice}" is named twice.`);
  return { ...table, columns, layout: namedLayout(table, columns) };
}

/** A 2-D array without names gets them when its columns are no longer all of c0, c1, ... */
function namedLayout(table: Table, columns: readonly Column[]): TableLayout {
  const { layout } = table;
  const isWhole =
    columns.length === table.columns.length &&
    columns.every((column, i) => column === table.columns[i]);
  if (isWhole || layout.kind !== "matrix" || layout.names !== null) return layout;
  return layout.member === "names" ? layout : { ...layout, names: "names" };
}
