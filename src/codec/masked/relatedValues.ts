import { rowsLookedBack } from "../../models/relation.js";
import { relationValues } from "../relations/relationValues.js";
import { valueOfIndex } from "./columnCells.js";
import type { ChunkColumn, ChunkRows } from "./maskedChunks.js";

/** Where rows before are found. */
export interface RowsBefore {
  /** Numbers of a column so many rows before each row, or of the first row of its lane. */
  numbers(column: number, back: number): Float64Array;
  /** Whether a row has none before it. */
  isFirst(row: number): boolean;
}

/**
 * What the relation of column number `column` says of rows; null where it has none. First rows of lanes, which have none to
 * look back at, are told nothing but the middle of the column.
 * @param data of the columns before it
 */
export function relatedValues(
  columns: readonly ChunkColumn[],
  column: number,
  data: readonly ChunkRows[],
  rows: number,
  before: RowsBefore,
): Float64Array | null {
  const { relation, center } = columns[column].axis;
  if (relation === null) return null;
  const says = relationValues(relation, rows, (source, back) =>
    back === 0 ? rowNumbers(columns[source], data[source]) : before.numbers(source, back),
  );
  if (rowsLookedBack([relation]) > 0) {
    for (let row = 0; row < rows; row++) if (before.isFirst(row)) says[row] = center;
  }
  return says;
}

/** Rows before among rows that are all known. @param steps rows of a lane */
export function rowsBefore(
  columns: readonly ChunkColumn[],
  data: readonly ChunkRows[],
  steps: number,
): RowsBefore {
  const known = new Map<number, Float64Array>();
  const numbersOf = (source: number): Float64Array => {
    const numbers = known.get(source) ?? rowNumbers(columns[source], data[source]);
    known.set(source, numbers);
    return numbers;
  };
  return {
    numbers: (source, back) => {
      const numbers = numbersOf(source);
      return numbers.map((_, row) => numbers[row - Math.min(back, row % steps)]);
    },
    isFirst: (row) => row % steps === 0,
  };
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
