import type { ColumnType } from "../data/table.js";
import type { Bound, ColumnOptions, Config } from "./config.js";

/**
 * The bound that holds for a column: its own, else "exact" for integers and booleans, else the default of the config.
 * Booleans are exact under every bound, because only 0 is near 0 and only 1 near 1.
 * @param options as `columnOptions` gives them for the column
 */
export function resolveBound(
  config: Config,
  options: ColumnOptions,
  columnType: ColumnType,
): Bound {
  const own = options.bound;
  if (columnType === "bool") return own === "none" ? own : "exact";
  if (own !== undefined) return own;
  return isFloat(columnType) ? config.bound : "exact";
}

export function isFloat(columnType: ColumnType): boolean {
  return columnType === "float32" || columnType === "float64";
}
