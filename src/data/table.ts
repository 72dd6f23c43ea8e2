/** Element types that a column can have; the names are numpy's. */
export const columnTypes = [
  "float32",
  "float64",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "bool",
] as const;
export type ColumnType = (typeof columnTypes)[number];

/** Values of one column. Booleans are bytes of 0 and 1; 64-bit integers are BigInt arrays. */
export type ColumnValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array;

/** One named column: `values.length` is the number of rows of its table. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: ColumnValues;
  /** How the column stood in a text file; absent where it came from elsewhere. */
  readonly text?: ColumnText;
}

/** The decimals of a column of a text file. */
export interface ColumnText {
  /** Narrowest of `float32`, `float64` that gives every number back with as many significant digits as were written. */
  readonly type: "float32" | "float64";
  /** Bytes of the column's cells, each with the separator behind it; null where only a part of the rows is left. */
  readonly bytes: number | null;
}

/**
 * How the table lay in its file, in words that can be stored as JSON, so that writing it again gives the same layout.
 * - `columns`: an `.npz` with one 1-D array per column
 * - `matrix`: an `.npz` with one 2-D array `member` and, where present, its column names in the array `names`
 * - `array`: an `.npy` with one 2-D array
 * - `arrays`: one or more arrays of one shape with 2 to 4 dimensions; each is a column of its values in C order, so that
 *   the table has as many rows as the shape has places. Small arrays of other shapes stand `beside` them
 * - `text`: `.csv` or `.tsv` with a header line
 */
export type TableLayout =
  | { readonly format: "npz"; readonly kind: "columns" }
  | {
      readonly format: "npz";
      readonly kind: "matrix";
      readonly member: string;
      readonly names: string | null;
    }
  | { readonly format: "npy"; readonly kind: "array" }
  | {
      readonly format: "npz" | "npy";
      readonly kind: "arrays";
      readonly shape: readonly number[];
      readonly beside: readonly ArrayBeside[];
    }
  | { readonly format: "csv" | "tsv"; readonly kind: "text" };

/** A small array that is kept as it is, beside the arrays of a file: names, scalars, coordinates. */
export interface ArrayBeside {
  readonly name: string;
  /** As numpy writes it, little-endian: `<f8`, `<U4`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** The bytes of the values in C order, in hexadecimal. */
  readonly bytes: string;
}

/** What 2-D arrays are read as: rows of columns, or values with neighbours in two directions. */
export type ArrayReading = "table" | "array";

/** A table in memory: columns of equal length, in file order. */
export interface Table {
  readonly rows: number;
  readonly columns: readonly Column[];
  readonly layout: TableLayout;
}

/** What a file's header tells without reading its values. `rows` is null where only reading tells (text). */
export interface TableSummary {
  readonly rows: number | null;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType | null }[];
  readonly layout: TableLayout;
}
