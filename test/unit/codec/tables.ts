import { compressTable, type CompressOptions } from "../../../src/codec/compressTable.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import type { Bound } from "../../../src/config/config.js";
import type { FileSink, FileSource } from "../../../src/data/fileAccess.js";
import type { Column, ColumnType, ColumnValues, Table } from "../../../src/data/table.js";
import { newValues } from "../../../src/data/columnValues.js";

/** A file that is a byte array. */
export class BytesFile implements FileSource, FileSink {
  readonly name = "test.collimated.npz";
  constructor(public bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0)) {}
  get size(): number {
    return this.bytes.length;
  }
  read(offset: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.slice(offset, offset + length));
  }
  write(bytes: Uint8Array): Promise<void> {
    const all = new Uint8Array(this.bytes.length + bytes.length);
    all.set(this.bytes);
    all.set(bytes, this.bytes.length);
    this.bytes = all;
    return Promise.resolve();
  }
}

export function column(name: string, type: ColumnType, values: ColumnValues): Column {
  return { name, type, values };
}

/** A column whose value in each row `at` gives. */
export function columnOf(
  name: string,
  type: ColumnType,
  rows: number,
  at: (row: number) => number | bigint,
): Column {
  const values = newValues(type, rows);
  for (let row = 0; row < rows; row++) values[row] = at(row);
  return { name, type, values };
}

export function tableOf(...columns: Column[]): Table {
  return {
    rows: columns[0].values.length,
    columns,
    layout: { format: "npz", kind: "columns" },
  };
}

/** Compresses with one bound for all columns, or one each. */
export async function compress(
  table: Table,
  bound: Bound | readonly Bound[],
  options: Partial<CompressOptions> = {},
): Promise<BytesFile> {
  const file = new BytesFile();
  await compressTable(
    {
      table,
      bounds: Array.isArray(bound)
        ? (bound as readonly Bound[])
        : table.columns.map(() => bound as Bound),
      sentinels: table.columns.map(() => []),
      units: table.columns.map(() => null),
      model: null,
      networks: javascriptNetworks,
      provenance: {},
      ...options,
    },
    file,
  );
  return file;
}

/** The bytes of a column's values. */
export function bytesOf({ values }: Column): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
