import { relationValues } from "../relations/relationValues.js";
import { valueOfIndex } from "./columnCells.js";
import type { ChunkColumn, ChunkRows } from "./maskedChunks.js";

/** What the relation of column number `column` says of rows of the columns before it; null where it has none. */
export function relatedValues(
  columns: readonly ChunkColumn[],
  column: number,
  data: readonly ChunkRows[],
  rows: number,
): Float64Array | null {
  const { relation } = columns[column].axis;
  if (relation === null) return null;
  return relationValues(relation, rows, (source) => rowNumbers(columns[source], data[source]));
}

/** The rows of a column as numbers: those of their atoms, else the values of their indices. */
export function rowNumbers(
  { axis: { atoms }, grid }: Pick<ChunkColumn, "axis" | "grid">,
  { classes, indices }: ChunkRows,
): Float64Array {
  return indices.map((index, row) =>
    classes[row] < atoms.length ? atoms[classes[row]] : valueOfIndex(grid, index),
  );
}
