import { FileFormatError } from "../../errors.js";
import { bytesOf, newValues, wordsOf, type Words } from "../columnValues.js";
import type { ColumnType, ColumnValues } from "../table.js";
import { shapeText, type NpyHeader } from "./npyHeader.js";

const mostColumns = 65536;

/** Rows and columns of an array of one or two dimensions. */
export function tableShape(header: NpyHeader): { rows: number; columns: number } {
  const [rows, columns = 1] = header.shape as [number, number?];
  return { rows, columns };
}

/**
 * Refuses what its file cannot hold, before any memory is taken for it.
 * @param totalBytes length of the array in its file, header included
 * @throws FileFormatError
 */
export function checkDeclaredSize(header: NpyHeader, totalBytes: number, where: string): void {
  const declared = header.dataOffset + header.count * header.type.itemBytes;
  if (declared !== totalBytes) {
    throw new FileFormatError(
      `${where} declares the shape ${shapeText(header.shape)}, which takes ${declared} bytes, ` +
        `but holds ${totalBytes}: it is ${declared > totalBytes ? "cut off or " : ""}damaged.`,
    );
  }
  if (header.shape.length === 2 && header.shape[1]! > mostColumns) {
    throw new FileFormatError(
      `${where} has ${header.shape[1]} columns; ${mostColumns} can be read. Is it transposed?`,
    );
  }
}

/** Takes the values of an array of one or two dimensions piece by piece and sorts them into columns. */
export class NpyValues {
  readonly columns: readonly ColumnValues[];
  private readonly type: ColumnType;
  private readonly itemBytes: number;
  private readonly bigEndian: boolean;
  private readonly columnByColumn: boolean;
  private readonly rows: number;
  private readonly targets: readonly Words[];
  private staging = new Uint8Array(0);
  private stagedWords: Words = this.staging;
  private carried = 0;
  private done = 0;

  /** @param header of numbers, with a declared size that has been checked */
  constructor(
    header: NpyHeader,
    private readonly where: string,
  ) {
    if (header.type.kind !== "number") throw new Error("Not an array of numbers");
    const { rows, columns } = tableShape(header);
    const { column: type, itemBytes, bigEndian } = header.type;
    this.type = type;
    this.itemBytes = itemBytes;
    this.bigEndian = bigEndian;
    this.rows = rows;
    this.columnByColumn = header.fortranOrder || columns === 1;
    this.columns = Array.from({ length: columns }, () => newValues(type, rows));
    this.targets = this.columns.map(wordsOf);
  }

  /** Takes the next bytes of the values, cut anywhere. */
  push(bytes: Uint8Array): void {
    const total = this.carried + bytes.length;
    if (this.staging.length < total) this.growStaging(total);
    this.staging.set(bytes, this.carried);
    const count = Math.floor(total / this.itemBytes);
    if (this.done + count > this.rows * this.columns.length) {
      throw new FileFormatError(`${this.where} holds more than its shape declares: it is damaged.`);
    }
    const used = count * this.itemBytes;
    if (this.bigEndian) swapBytes(this.staging.subarray(0, used), this.itemBytes);
    if (this.columnByColumn) this.appendRuns(count);
    else this.scatterRows(count);
    this.done += count;
    this.staging.copyWithin(0, used, total);
    this.carried = total - used;
  }

  /** @throws FileFormatError where values are missing, or a boolean is neither 0 nor 1 */
  finish(): void {
    if (this.done < this.rows * this.columns.length || this.carried > 0) {
      throw new FileFormatError(`${this.where} ends in the middle of its values: it is cut off.`);
    }
    if (this.type !== "bool") return;
    for (const column of this.columns as readonly Uint8Array[]) {
      const row = column.findIndex((byte) => byte > 1);
      if (row >= 0) {
        throw new FileFormatError(
          `${this.where} holds the byte ${column[row]} in row ${row} where booleans have 0 or 1: it is damaged.`,
        );
      }
    }
  }

  private growStaging(bytes: number): void {
    const larger = new Uint8Array(Math.ceil(bytes / 8) * 8);
    larger.set(this.staging.subarray(0, this.carried));
    this.staging = larger;
    const word = Math.min(4, this.itemBytes);
    if (word === 1) this.stagedWords = larger;
    else if (word === 2) this.stagedWords = new Uint16Array(larger.buffer);
    else this.stagedWords = new Uint32Array(larger.buffer);
  }

  private appendRuns(count: number): void {
    for (let from = 0; from < count;) {
      const at = this.done + from;
      const column = Math.floor(at / this.rows);
      const row = at - column * this.rows;
      const length = Math.min(count - from, this.rows - row);
      const run = this.staging.subarray(from * this.itemBytes, (from + length) * this.itemBytes);
      bytesOf(this.columns[column]!).set(run, row * this.itemBytes);
      from += length;
    }
  }

  private scatterRows(count: number): void {
    const columns = this.columns.length;
    const first = this.done % columns;
    const source = this.stagedWords;
    for (let column = 0; column < columns; column++) {
      const start = (column - first + columns) % columns;
      const target = this.targets[column]!;
      let row = (this.done + start - column) / columns;
      if (this.itemBytes === 8) {
        for (let i = start; i < count; i += columns, row++) {
          target[2 * row] = source[2 * i]!;
          target[2 * row + 1] = source[2 * i + 1]!;
        }
      } else {
        for (let i = start; i < count; i += columns) target[row++] = source[i]!;
      }
    }
  }
}

/** Reverses the bytes of every item. */
export function swapBytes(bytes: Uint8Array, itemBytes: number): void {
  for (let item = 0; item < bytes.length; item += itemBytes) {
    for (let low = item, high = item + itemBytes - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}
