import type { Progress } from "./fileAccess.js";
import { newValues } from "./columnValues.js";
import { selectColumns } from "./sliceTable.js";
import type { ColumnText, ColumnType, Table, TableLayout } from "./table.js";

/** A column of a table that is not in memory. */
export interface StreamColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** How the column stands in a text file; absent where it comes from elsewhere. */
  readonly text?: ColumnText;
}

/** A table in a file that is read from front to back, some rows at a time: it may be longer than memory. */
export interface TableStream {
  readonly rows: number;
  readonly columns: readonly StreamColumn[];
  readonly layout: TableLayout;
  /**
   * All rows in order, in tables of `blockRows` rows and a shorter last one. Every call reads the file anew.
   * @throws FileFormatError where the file is damaged; the signal's reason where reading was stopped
   */
  blocks(blockRows: number, progress?: Progress): AsyncGenerator<Table>;
}

/** The named columns of a stream, in the order of `names`. @throws UsageError like `selectColumns` */
export function selectStream(stream: TableStream, names: readonly string[]): TableStream {
  const { columns, layout } = selectColumns(emptyTable(stream), names);
  const types = new Map(stream.columns.map((column) => [column.name, column]));
  return {
    rows: stream.rows,
    columns: columns.map(({ name }) => types.get(name)!),
    layout,
    async *blocks(blockRows, progress) {
      for await (const block of stream.blocks(blockRows, progress)) {
        yield selectColumns(block, names);
      }
    },
  };
}

/** A table that is in memory, read like one that is not. */
export function streamOf(table: Table): TableStream {
  const { rows, columns, layout } = table;
  return {
    rows,
    columns: columns.map(({ name, type, text }) => ({
      name,
      type,
      ...(text === undefined ? {} : { text }),
    })),
    layout,
    async *blocks(blockRows, progress) {
      for (let from = 0; from < rows; from += blockRows) {
        progress?.signal.throwIfAborted();
        const to = Math.min(rows, from + blockRows);
        yield await Promise.resolve({
          rows: to - from,
          columns: columns.map(({ name, type, values }) => ({
            name,
            type,
            values: values.subarray(from, to),
          })),
          layout,
        });
      }
    },
  };
}

/** The columns without a row. */
export function emptyTable({ columns, layout }: Pick<TableStream, "columns" | "layout">): Table {
  return {
    rows: 0,
    columns: columns.map(({ name, type }) => ({ name, type, values: newValues(type, 0) })),
    layout,
  };
}
