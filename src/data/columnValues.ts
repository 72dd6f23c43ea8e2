import { UsageError } from "../errors.js";
import type { ColumnType, ColumnValues } from "./table.js";

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

/** Bytes of one value of a type. */
export function valueBytes(type: ColumnType): number {
  return arrays[type].BYTES_PER_ELEMENT;
}

/**
 * `rows` zeros of a type.
 * @throws UsageError where there is not enough memory
 */
export function newValues(type: ColumnType, rows: number): ColumnValues {
  try {
    return new arrays[type](rows);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const megabytes = Math.ceil((rows * valueBytes(type)) / 1e6);
    throw new UsageError(
      `Not enough memory for a column of ${rows} values (${megabytes} MB). Split the file into smaller ones.`,
    );
  }
}

/** The memory of `values`, as it lies: in the byte order of the machine (little endian everywhere that Node runs on today). */
export function bytesOf(values: ColumnValues): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** Unsigned integers that move values without touching a bit (a float that passes through a number may lose its NaN's payload). */
export type Words = Uint8Array | Uint16Array | Uint32Array;

/** `values` seen as words; values of 8 bytes are two words each. */
export function wordsOf(values: ColumnValues): Words {
  const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT: size } = values;
  if (size === 1) return new Uint8Array(buffer, byteOffset, byteLength);
  if (size === 2) return new Uint16Array(buffer, byteOffset, byteLength / 2);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}
