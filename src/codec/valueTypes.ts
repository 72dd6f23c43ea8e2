import type { ColumnType, ColumnValues } from "../data/table.js";

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
} as const satisfies Record<ColumnType, unknown>;

/** An array of zeros for `rows` values of a column. */
export function newValues(type: ColumnType, rows: number): ColumnValues {
  return new arrays[type](rows);
}

/** Bytes of one value. */
export function valueBytes(type: ColumnType): number {
  return arrays[type].BYTES_PER_ELEMENT;
}
