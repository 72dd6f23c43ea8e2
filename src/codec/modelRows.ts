import type { ColumnValues, TableLayout } from "../data/table.js";
import { ArrayBlocks } from "./arrayBlocks.js";
import type { DenseModel } from "../models/trainedModel.js";
import type { RowSample } from "./modelEncoding.js";
import { TableRows } from "./tableRows.js";

/** The rows that a model with latents sees of a table: its own rows, or blocks of its arrays. */
export interface ModelRows {
  readonly count: number;
  /** Values of each column in a row. */
  readonly places: number;
  /** Rows of the table that rows from ... from + count hold, `places` each; beyond a border the nearest. */
  positions(from: number, count: number): Uint32Array;
  /** The values of a column at these positions; may share them. */
  pick(values: ColumnValues, from: number, count: number): ColumnValues;
  /** First row, and the one after the last, that hold the table's rows from ... to, which end where rows do. */
  range(from: number, to: number): readonly [number, number];
  /** The rows in pieces that hold neighbouring rows of the table, from `start` to `end`. */
  pieces(): Generator<ModelPiece>;
  /**
   * Puts the outputs of a network for rows from ... from + count (each `places` x `width`) where they belong.
   * @param target rows of the table from number `start` on, `width` numbers each
   */
  spread(
    outputs: Float32Array | Float64Array,
    from: number,
    count: number,
    width: number,
    target: Float32Array | Float64Array,
    start: number,
  ): void;
}

export interface ModelPiece {
  readonly from: number;
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/** @param rows of the table  @param block of the model; absent: it sees rows */
export function modelRows(
  layout: TableLayout,
  rows: number,
  block: readonly number[] | undefined,
): ModelRows {
  if (block === undefined || layout.kind !== "arrays") return new TableRows(rows);
  const step = layout.shape.slice(1).reduce((product, length) => product * length, 1);
  return new ArrayBlocks([rows / Math.max(1, step), ...layout.shape.slice(1)], block);
}

/** Some rows of a model, with the table's rows that they hold. */
export interface ModelSample {
  readonly rows: RowSample;
  readonly values: RowSample;
}

const mostSampled = 4096;
const mostValues = 2 ** 18;
/** A decoder is asked about all rows once for each latent, and gives so many numbers in all. */
const mostOutputs = 2 ** 24;

/** Some rows, spread evenly: what choices are made on. */
export function sampleModelRows(rows: ModelRows, { columns, latent }: DenseModel): ModelSample {
  const { places } = rows;
  const outputs = (latent + 1) * places * columns.length;
  const most = places === 1 ? mostSampled : Math.min(mostValues / places, mostOutputs / outputs);
  const count = Math.min(rows.count, Math.max(1, Math.floor(most)));
  const at = (index: number): number => Math.floor((index * rows.count) / count);
  if (places === 1) return { rows: { count, at }, values: { count, at } };
  const positions = new Uint32Array(count * places);
  for (let i = 0; i < count; i++) positions.set(rows.positions(at(i), 1), i * places);
  return {
    rows: { count, at },
    values: { count: positions.length, at: (index) => positions[index] },
  };
}
