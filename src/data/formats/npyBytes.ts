import { UsageError } from "../../errors.js";
import { bytesOf, valueBytes, wordsOf, type Words } from "../columnValues.js";
import type { Column, Table } from "../table.js";
import { npyHeaderBytes } from "./npyHeader.js";
import { npyTypeText } from "./npyType.js";

/** A whole `.npy` array: its length, and its bytes when asked for. */
export interface ArrayBytes {
  readonly size: number;
  readonly pieces: Iterable<Uint8Array>;
}

const pieceBytes = 1 << 20;

/** One column as a 1-D array. */
export function columnBytes(column: Column): ArrayBytes {
  return shapedBytes(column, [column.values.length]);
}

/** The values of a column as an array of a shape, in C order. */
export function shapedBytes(column: Column, shape: readonly number[]): ArrayBytes {
  const header = npyHeaderBytes(npyTypeText(column.type), shape);
  const bytes = bytesOf(column.values);
  return { size: header.length + bytes.length, pieces: inPieces(header, bytes) };
}

function* inPieces(header: Uint8Array, bytes: Uint8Array): Generator<Uint8Array> {
  yield header;
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    yield bytes.subarray(at, at + pieceBytes);
  }
}

/**
 * All columns as one 2-D array (rows x columns, C order).
 * @throws UsageError where the columns have different types
 */
export function matrixBytes(table: Table): ArrayBytes {
  const { columns, rows } = table;
  const type = columns[0]?.type ?? "float64";
  const other = columns.find((column) => column.type !== type);
  if (other !== undefined) {
    throw new UsageError(
      `One 2-D array has one type, but "${columns[0]!.name}" is ${type} and "${other.name}" is ${other.type}. ` +
        "Write .npz with one array per column, or .csv.",
    );
  }
  const header = npyHeaderBytes(npyTypeText(type), [rows, columns.length]);
  const size = header.length + rows * columns.length * valueBytes(type);
  return { size, pieces: interleaved(header, table) };
}

function* interleaved(header: Uint8Array, table: Table): Generator<Uint8Array> {
  yield header;
  const { columns, rows } = table;
  if (columns.length === 0) return;
  const itemBytes = columns[0]!.values.BYTES_PER_ELEMENT;
  const words = columns.map((column) => wordsOf(column.values));
  const rowsPerPiece = Math.max(1, Math.floor(pieceBytes / (itemBytes * columns.length)));
  for (let from = 0; from < rows; from += rowsPerPiece) {
    const to = Math.min(rows, from + rowsPerPiece);
    yield interleave(words, itemBytes, from, to);
  }
}

function interleave(
  sources: readonly Words[],
  itemBytes: number,
  from: number,
  to: number,
): Uint8Array {
  const columns = sources.length;
  const bytes = new Uint8Array((to - from) * columns * itemBytes);
  let target: Words = bytes;
  if (itemBytes === 2) target = new Uint16Array(bytes.buffer);
  else if (itemBytes > 2) target = new Uint32Array(bytes.buffer);
  sources.forEach((source, column) => {
    if (itemBytes === 8) {
      for (let row = from, at = 2 * column; row < to; row++, at += 2 * columns) {
        target[at] = source[2 * row]!;
        target[at + 1] = source[2 * row + 1]!;
      }
    } else {
      for (let row = from, at = column; row < to; row++, at += columns) target[at] = source[row]!;
    }
  });
  return bytes;
}
