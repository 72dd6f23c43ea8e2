import type { TableLayout } from "../data/table.js";
import { chooseChunkRows } from "./chunkSize.js";
import { chooseFieldChunk } from "./field/chunkShapes.js";

/** Rows per chunk of a table, or values of each array. */
export function rowsPerChunk({
  rows,
  columns,
  layout,
}: {
  readonly rows: number;
  readonly columns: readonly unknown[];
  readonly layout: TableLayout;
}): number {
  return layout.kind === "arrays"
    ? chooseFieldChunk(layout.shape, columns.length)
    : chooseChunkRows(rows, columns.length);
}
