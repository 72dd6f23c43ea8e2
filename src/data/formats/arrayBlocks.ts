import type { Progress } from "../fileAccess.js";
import type { Column, Table, TableLayout } from "../table.js";
import type { ByteRun } from "./byteRun.js";
import type { NpyHeader } from "./npyHeader.js";
import { NpyValues, tableShape } from "./npyValues.js";

/** An array of one or two dimensions whose bytes are taken in order. */
export interface StreamedArray {
  readonly header: NpyHeader;
  readonly where: string;
  /** Opens the array at a number of bytes behind its header. */
  open(skip: number): Promise<ByteRun>;
}

/** Pieces of a file that are held of each array at a time are no longer than this. */
export const streamPieceBytes = 1 << 16;

/** Columns that lie side by side in one run of bytes. */
interface ColumnRun {
  readonly array: StreamedArray;
  readonly columns: number;
  readonly skip: number;
  /** Whether the run ends where its array does. */
  readonly last: boolean;
}

/**
 * The rows of a table that lies in arrays, a block at a time. Arrays whose first index runs fastest are opened once for
 * each of their columns.
 */
export async function* arrayBlocks(
  arrays: readonly StreamedArray[],
  table: { rows: number; names: readonly string[]; layout: TableLayout },
  blockRows: number,
  progress?: Progress,
): AsyncGenerator<Table> {
  const { rows, names, layout } = table;
  const plans = arrays.flatMap(runsOf);
  const runs: ByteRun[] = [];
  try {
    for (const { array, skip } of plans) runs.push(await array.open(skip));
    for (let from = 0; from < rows; from += blockRows) {
      progress?.signal.throwIfAborted();
      const count = Math.min(blockRows, rows - from);
      const columns: Column[] = [];
      for (const [i, { array, columns: width }] of plans.entries()) {
        const { header, where } = array;
        if (header.type.kind !== "number") throw new Error("Not an array of numbers");
        const bytes = await runs[i]!.take(count * width * header.type.itemBytes);
        const shape = [count, width];
        const values = new NpyValues({ ...header, shape, fortranOrder: false }, where);
        values.push(bytes);
        values.finish();
        for (const own of values.columns) {
          columns.push({ name: names[columns.length]!, type: header.type.column, values: own });
        }
      }
      progress?.report((from + count) / rows, "Reading");
      yield { rows: count, columns, layout };
    }
    for (const [i, { last }] of plans.entries()) if (last) await runs[i]!.finish();
  } finally {
    for (const run of runs) await run.close();
  }
}

function runsOf(array: StreamedArray): ColumnRun[] {
  const { header } = array;
  const { rows, columns } = tableShape(header);
  if (!header.fortranOrder || columns === 1) return [{ array, columns, skip: 0, last: true }];
  return Array.from({ length: columns }, (_, column) => ({
    array,
    columns: 1,
    skip: column * rows * header.type.itemBytes,
    last: column === columns - 1,
  }));
}
