import { valueBytes } from "./columnValues.js";
import { isWide, narrowLimits, wideLimits } from "./wideIntegers.js";
import type { Column, ColumnText, ColumnType, ColumnValues, Table } from "./table.js";

/** Integer types from narrow to wide, with their ranges. */
const integerTypes: readonly (readonly [ColumnType, bigint, bigint])[] = [
  ["uint8", 0n, 2n ** 8n - 1n],
  ["int8", -(2n ** 7n), 2n ** 7n - 1n],
  ["uint16", 0n, 2n ** 16n - 1n],
  ["int16", -(2n ** 15n), 2n ** 15n - 1n],
  ["uint32", 0n, 2n ** 32n - 1n],
  ["int32", -(2n ** 31n), 2n ** 31n - 1n],
  ["uint64", 0n, 2n ** 64n - 1n],
  ["int64", -(2n ** 63n), 2n ** 63n - 1n],
];

/**
 * The bytes that a ratio counts for a table: every column in the narrowest numpy type that holds its values exactly, and
 * columns of a text file as the decimals written: as float32 where float32 gives all written digits back, and never more
 * than the text itself takes.
 */
export function inputBytes(table: Table): number {
  return table.columns.reduce((sum, column) => sum + columnBytes(column), 0);
}

function columnBytes(column: Column): number {
  return countedBytes(narrowestType(column), column.text, column.values.length);
}

/** The bytes that a ratio counts for a column. @param type the narrowest that holds its values exactly */
export function countedBytes(type: ColumnType, text: ColumnText | undefined, rows: number): number {
  let bytes = rows * valueBytes(type);
  if (text === undefined) return bytes;
  bytes = Math.min(bytes, rows * valueBytes(text.type));
  return text.bytes === null ? bytes : Math.min(bytes, text.bytes);
}

/**
 * The narrowest type that holds every value of a column exactly; the column's own where none is narrower. A column of
 * floats that are whole numbers counts as integers; -0, NaN and infinities keep it a float.
 */
export function narrowestType(column: Column): ColumnType {
  const search = new NarrowestType(column.type);
  search.add(column.values);
  return search.type;
}

/** Finds the narrowest type of a column whose values come piece by piece. */
export class NarrowestType {
  /** Least and greatest value; null as soon as one is no whole number. */
  private range: readonly [bigint, bigint] | null | undefined;
  private isFloat32: boolean;

  constructor(private readonly own: ColumnType) {
    this.isFloat32 = own === "float64";
  }

  add(values: ColumnValues): void {
    if (this.own === "bool" || values.length === 0) return;
    if (this.range !== null) {
      const added = wholeRange(values);
      const { range } = this;
      this.range =
        added === null || range === undefined
          ? added
          : [added[0] < range[0] ? added[0] : range[0], added[1] > range[1] ? added[1] : range[1]];
    }
    if (this.isFloat32) this.isFloat32 = (values as Float64Array).every(isFloat32);
  }

  get type(): ColumnType {
    const candidates: ColumnType[] = [];
    if (this.range !== null && this.range !== undefined) {
      const [least, greatest] = this.range;
      const fitting = integerTypes.find(([, low, high]) => low <= least && greatest <= high);
      if (fitting !== undefined) candidates.push(fitting[0]);
    }
    if (this.isFloat32) candidates.push("float32");
    return candidates.reduce(
      (best, candidate) => (valueBytes(candidate) < valueBytes(best) ? candidate : best),
      this.own,
    );
  }
}

function isFloat32(value: number): boolean {
  return Object.is(Math.fround(value), value);
}

/** Least and greatest value where all values are whole numbers (and not -0), else null. */
function wholeRange(values: ColumnValues): readonly [bigint, bigint] | null {
  if (values.length === 0) return null;
  if (isWide(values)) return wideLimits(values);
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    const [least, greatest] = narrowLimits(values);
    return [BigInt(least), BigInt(greatest)];
  }
  let least = Infinity;
  let greatest = -Infinity;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isInteger(value) || Object.is(value, -0)) return null;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [BigInt(least), BigInt(greatest)];
}
