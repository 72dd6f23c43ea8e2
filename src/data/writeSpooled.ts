import { bytesOf, valueBytes } from "./columnValues.js";
import type { FileSink } from "./fileAccess.js";
import { besideBytes } from "./formats/arraysBeside.js";
import { matrixBytes } from "./formats/npyBytes.js";
import { checkSingleArray } from "./formats/npyFile.js";
import { npyHeaderBytes } from "./formats/npyHeader.js";
import { encodeNpyText } from "./formats/npyText.js";
import { npyTypeText } from "./formats/npyType.js";
import { writeTextHeader, writeTextRows } from "./formats/writeText.js";
import { ArchiveWriter } from "./formats/zipArchive.js";
import type { SpooledTable } from "./spooledTable.js";
import type { TableLayout } from "./table.js";
import { emptyTable } from "./tableStream.js";

/**
 * Writes a table in a layout, the same bytes as `writeTable`, without ever holding more than a piece of it.
 * @throws UsageError where the layout cannot hold the table
 */
export async function writeSpooled(
  table: SpooledTable,
  layout: TableLayout,
  sink: FileSink,
): Promise<void> {
  switch (layout.format) {
    case "npz":
      return writeArchive(table, layout, sink);
    case "npy":
      for await (const piece of layout.kind === "arrays"
        ? singleArray(table, layout.shape)
        : matrix(table, layout).pieces) {
        await sink.write(piece);
      }
      return;
    case "csv":
    case "tsv":
      await writeTextHeader(table.columns, layout.format, sink);
      for await (const piece of table.pieces(layout)) {
        await writeTextRows(piece, table.isWhole, sink);
      }
  }
}

async function writeArchive(
  table: SpooledTable,
  layout: Extract<TableLayout, { format: "npz" }> | Extract<TableLayout, { kind: "arrays" }>,
  sink: FileSink,
): Promise<void> {
  const archive = new ArchiveWriter(sink);
  if (layout.kind === "matrix") {
    const { size, pieces } = matrix(table, layout);
    await archive.add(`${layout.member}.npy`, size, pieces);
    if (layout.names !== null) {
      const names = encodeNpyText(table.columns.map(({ name }) => name));
      await archive.add(`${layout.names}.npy`, names.length, [names]);
    }
  } else {
    const shape = layout.kind === "arrays" ? layout.shape : [table.rows];
    for (const [i, { name }] of table.columns.entries()) {
      const { size, pieces } = columnArray(table, i, shape);
      await archive.add(`${name}.npy`, size, pieces);
    }
    for (const beside of layout.kind === "arrays" ? layout.beside : []) {
      const bytes = besideBytes(beside);
      await archive.add(`${beside.name}.npy`, bytes.length, [bytes]);
    }
  }
  await archive.close();
}

interface ArrayPieces {
  readonly size: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

function columnArray(table: SpooledTable, position: number, shape: readonly number[]): ArrayPieces {
  const { type } = table.columns[position]!;
  const header = npyHeaderBytes(npyTypeText(type), shape);
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield header;
    for await (const { values } of table.column(position)) yield bytesOf(values);
  };
  return { size: header.length + table.rows * valueBytes(type), pieces: pieces() };
}

function singleArray(table: SpooledTable, shape: readonly number[]): AsyncIterable<Uint8Array> {
  checkSingleArray(table.columns.length);
  return columnArray(table, 0, shape).pieces;
}

/** All columns as one 2-D array. @throws UsageError where the columns have different types */
function matrix(table: SpooledTable, layout: TableLayout): ArrayPieces {
  const { columns, rows } = table;
  // Refuses several types before anything is written.
  matrixBytes(emptyTable({ columns, layout }));
  const type = columns[0]?.type ?? "float64";
  const header = npyHeaderBytes(npyTypeText(type), [rows, columns.length]);
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield header;
    for await (const part of table.pieces(layout)) {
      let first = true;
      for (const piece of matrixBytes(part).pieces) {
        if (!first) yield piece;
        first = false;
      }
    }
  };
  return { size: header.length + rows * columns.length * valueBytes(type), pieces: pieces() };
}
