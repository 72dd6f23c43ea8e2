import { bytesOf, newValues } from "./columnValues.js";
import { ExtremeRows } from "./extremeRows.js";
import type { Progress } from "./fileAccess.js";
import { countedBytes, NarrowestType } from "./inputBytes.js";
import type { Column, Table } from "./table.js";
import type { TableStream } from "./tableStream.js";

/** Rows from ... to of a stream, which stand in the sample from row `at` on. */
export interface KeptRows {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

export interface StreamSample {
  /**
   * Runs of rows, evenly spread, and behind them the rows with unusual values, in the order of the stream. Of arrays the
   * shape is that of the runs.
   */
  readonly table: Table;
  /** Which rows these are, in the order of the stream. */
  readonly kept: readonly KeptRows[];
  /** Rows of those runs, at the start of the table. */
  readonly evenRows: number;
  /** Bytes that the ratio counts for all rows (`inputBytes`). */
  readonly inputBytes: number;
}

export interface SampleOptions {
  /** Rows of the runs together. */
  readonly rows: number;
  /** Rows of one run; those of arrays are whole steps along the first axis. */
  readonly runRows?: number;
  /** Special values of each column that are known already. */
  readonly sentinels: readonly (readonly number[])[];
  readonly progress?: Progress;
}

/** Neighbouring rows that are kept together. */
const runLength = 1024;
const blockValues = 2 ** 18;

/**
 * Reads a table from front to back and keeps rows that stand for all of it: grids and tables that are made for them, and
 * networks that learn them, fit the whole table.
 */
export async function sampleStream(
  stream: TableStream,
  { rows: wanted, runRows, sentinels, progress }: SampleOptions,
): Promise<StreamSample> {
  const { layout } = stream;
  const step = layout.kind === "arrays" ? stream.rows / Math.max(1, layout.shape[0]!) : 1;
  const runs = spreadRuns(stream.rows, wanted, runRows, step);
  const spread = runs.reduce((sum, [from, to]) => sum + to - from, 0);
  const columns = stream.columns.map(({ name, type }, i) => ({
    name,
    type,
    values: newValues(type, spread),
    extremes: new ExtremeRows(
      new Set(type === "float32" ? sentinels[i]!.map(Math.fround) : sentinels[i]),
    ),
    narrowest: new NarrowestType(type),
  }));
  let unusual = new Map<number, readonly Uint8Array[]>();
  let run = 0;
  let kept = 0;
  let first = 0;
  const blockRows = Math.max(1024, Math.floor(blockValues / Math.max(1, columns.length)));
  for await (const block of stream.blocks(blockRows, progress)) {
    const end = first + block.rows;
    while (run < runs.length && runs[run]![0] < end) {
      const [from, to] = [Math.max(first, runs[run]![0]), Math.min(end, runs[run]![1])];
      columns.forEach(({ values }, i) => {
        copyRows(block.columns[i]!, from - first, to - first, values, kept);
      });
      kept += to - from;
      if (to < runs[run]![1]) break;
      run++;
    }
    columns.forEach(({ extremes, narrowest }, i) => {
      const { values } = block.columns[i]!;
      extremes.add(values, first);
      narrowest.add(values);
    });
    const still = new Map<number, readonly Uint8Array[]>();
    for (const row of columns.flatMap(({ extremes }) => extremes.rows)) {
      const bytes = row >= first ? rowBytes(block, row - first) : unusual.get(row)!;
      still.set(row, bytes);
    }
    unusual = still;
    first = end;
  }
  const isSpread = (row: number): boolean => runs.some(([from, to]) => row >= from && row < to);
  const added = [...unusual].filter(([row]) => !isSpread(row)).sort(([a], [b]) => a - b);
  const table: Table = {
    rows: spread + added.length,
    columns: columns.map(({ name, type, values }, i): Column => {
      const whole = newValues(type, spread + added.length);
      const size = whole.BYTES_PER_ELEMENT;
      bytesOf(whole).set(bytesOf(values));
      added.forEach(([, bytes], j) => {
        bytesOf(whole).set(bytes[i]!, (spread + j) * size);
      });
      return { name, type, values: whole };
    }),
    layout:
      layout.kind === "arrays"
        ? { ...layout, shape: [spread / step, ...layout.shape.slice(1)] }
        : layout,
  };
  const inputBytes = columns.reduce(
    (sum, { narrowest }, i) =>
      sum + countedBytes(narrowest.type, stream.columns[i]!.text, stream.rows),
    0,
  );
  let at = 0;
  const keptRuns = runs.map(([from, to]) => ({ from, to, at: (at += to - from) - (to - from) }));
  const keptRows = added.map(([row], i) => ({ from: row, to: row + 1, at: spread + i }));
  const all = [...keptRuns, ...keptRows].sort((a, b) => a.from - b.from);
  return { table, kept: all, evenRows: spread, inputBytes };
}

/** Picks the same rows from another stream of the same rows, as they come. */
export class RowPicker {
  private readonly columns: readonly Column[];
  private next = 0;
  private first = 0;

  /** @param like the sample */
  constructor(
    private readonly like: Table,
    private readonly kept: readonly KeptRows[],
  ) {
    this.columns = like.columns.map(({ name, type }) => ({
      name,
      type,
      values: newValues(type, like.rows),
    }));
  }

  /** Takes the next rows of the stream, with the columns of the sample. */
  add(columns: readonly Column[], rows: number): void {
    const { first, kept } = this;
    const end = first + rows;
    for (; this.next < kept.length && kept[this.next]!.from < end; this.next++) {
      const { from, to, at } = kept[this.next]!;
      const [start, stop] = [Math.max(first, from), Math.min(end, to)];
      this.columns.forEach(({ values }, i) => {
        copyRows(columns[i]!, start - first, stop - first, values, at + start - from);
      });
      if (to > end) break;
    }
    this.first = end;
  }

  /** The rows so far. */
  get table(): Table {
    return { rows: this.like.rows, columns: this.columns, layout: this.like.layout };
  }
}

/** First rows and ends of runs, evenly spread; each starts where a step does. */
function spreadRuns(
  rows: number,
  wanted: number,
  length = runLength,
  step = 1,
): (readonly [number, number])[] {
  const count = Math.floor(wanted / length);
  if (rows <= Math.max(wanted, length) || count < 1) return [[0, rows]];
  return Array.from({ length: count }, (_, run) => {
    const share = count === 1 ? 0.5 : run / (count - 1);
    const from = Math.floor((share * (rows - length)) / step) * step;
    return [from, from + length] as const;
  });
}

function copyRows(
  { values }: Column,
  from: number,
  to: number,
  target: Column["values"],
  at: number,
): void {
  const size = values.BYTES_PER_ELEMENT;
  bytesOf(target).set(bytesOf(values).subarray(from * size, to * size), at * size);
}

function rowBytes({ columns }: Table, row: number): Uint8Array[] {
  return columns.map(({ values }) => {
    const size = values.BYTES_PER_ELEMENT;
    return bytesOf(values).slice(row * size, (row + 1) * size);
  });
}
