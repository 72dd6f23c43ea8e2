import { bytesOf, newValues, valueBytes } from "./columnValues.js";
import type { FileSink, FileSource } from "./fileAccess.js";
import type { Column, ColumnType, Table, TableLayout } from "./table.js";

interface Block {
  readonly offset: number;
  readonly rows: number;
}

/** A table that lies in a file, block by block: it comes by rows, and goes by rows or by columns. */
export class SpooledTable {
  private readonly blocks: Block[] = [];
  private readonly whole: boolean[];
  private count = 0;

  constructor(
    readonly columns: readonly { readonly name: string; readonly type: ColumnType }[],
    private readonly file: FileSource & FileSink,
  ) {
    this.whole = columns.map(() => true);
  }

  get rows(): number {
    return this.count;
  }

  /** For each column whether it is one of floats whose values are all whole numbers, and none -0. */
  get isWhole(): readonly boolean[] {
    return this.whole;
  }

  /** Appends rows. */
  async add(columns: readonly Column[], rows: number): Promise<void> {
    this.blocks.push({ offset: this.file.size, rows });
    this.count += rows;
    for (const [i, { values }] of columns.entries()) {
      if (this.whole[i]) this.whole[i] = areWhole(values);
      await this.file.write(bytesOf(values));
    }
  }

  /** The values of one column, in pieces. */
  async *column(position: number): AsyncGenerator<Column> {
    for (const block of this.blocks) yield await this.readColumn(block, position);
  }

  /** All rows, in pieces. @param layout of the pieces */
  async *pieces(layout: TableLayout): AsyncGenerator<Table> {
    for (const block of this.blocks) {
      const columns: Column[] = [];
      for (let i = 0; i < this.columns.length; i++) columns.push(await this.readColumn(block, i));
      yield { rows: block.rows, columns, layout };
    }
  }

  private async readColumn({ offset, rows }: Block, position: number): Promise<Column> {
    let at = offset;
    for (const { type } of this.columns.slice(0, position)) at += rows * valueBytes(type);
    const { name, type } = this.columns[position]!;
    const values = newValues(type, rows);
    bytesOf(values).set(await this.file.read(at, values.byteLength));
    return { name, type, values };
  }
}

/** Whether all values are whole numbers, and none -0. */
export function areWhole(values: Column["values"]): boolean {
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return false;
  return (values as Float64Array).every(
    (value) => Number.isInteger(value) && !Object.is(value, -0),
  );
}
