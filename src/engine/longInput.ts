import { streamTable } from "../data/streamTable.js";
import type { KeptRows } from "../data/sampleStream.js";
import { selectStream, type StreamColumn, type TableStream } from "../data/tableStream.js";
import { readingOf } from "../data/readTable.js";
import type { TableLayout } from "../data/table.js";
import { UsageError } from "../errors.js";
import type { LoadedInput } from "./loadInput.js";
import { withFile } from "./nodeFiles.js";

/** Tables of more values are not held in memory: a sample of so many stands for them, and all rows are read block by block. */
export const mostValuesHeld = 5 * 2 ** 18;
/** Rows of the sample, however many the columns are, as a share of those values. */
const fewestShare = 1 / 80;

/** What an input has that is longer than memory should be. */
export interface LongInput {
  /** All rows of the input; its table has the sampled ones. */
  readonly rows: number;
  readonly layout: TableLayout;
  /** All columns of the input. */
  readonly columns: readonly StreamColumn[];
  readonly kept: readonly KeptRows[];
  /** Rows at the start of the table that are evenly spread; those behind were kept for unusual values. */
  readonly evenRows: number;
}

/** Whether a table is too long to be held in memory. */
export function isLong(
  { rows, columns }: { rows: number; columns: readonly unknown[] },
  mostValues = mostValuesHeld,
): boolean {
  return rows * columns.length > mostValues;
}

/** Rows of the sample of a table with so many columns. */
export function sampleRows(columns: number, mostValues = mostValuesHeld): number {
  return Math.floor(mostValues * Math.max(fewestShare, 1 / Math.max(1, columns)));
}

/** Rows of an input, whether they are in memory or not. */
export function rowsOf(input: Pick<LoadedInput, "table" | "long">): number {
  return input.long?.rows ?? input.table.rows;
}

/** Opens all rows of a long input, with the columns of its table. */
export async function withStream<T>(
  { path, table, long }: LoadedInput,
  use: (stream: TableStream) => Promise<T>,
): Promise<T> {
  return withFile(path, async (file) => {
    const stream = await streamTable(file, readingOf(table.layout), long);
    if (stream === null) throw new UsageError(`${path} changed while it was read.`);
    return use(
      selectStream(
        stream,
        table.columns.map(({ name }) => name),
      ),
    );
  });
}
