import type { TableLayout } from "../data/table.js";

/** "2 arrays of 60 x 50 x 50"; null where the file holds a table. */
export function arraysInWords(found: {
  readonly layout: TableLayout;
  readonly columns: readonly unknown[];
}): string | null {
  const { layout, columns } = found;
  if (layout.kind !== "arrays") return null;
  const arrays = columns.length === 1 ? "an array" : `${columns.length} arrays`;
  return `${arrays} of ${layout.shape.join(" x ")}`;
}
