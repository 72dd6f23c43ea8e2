import type { QuantizedColumn } from "./quantizeColumn.js";

/** The first rows of a column on the grid of all of them; values are shared. */
export function firstRows(quantized: QuantizedColumn, rows: number): QuantizedColumn {
  const { column, planes, atomOf, exceptions } = quantized;
  if (rows >= column.values.length) return quantized;
  return {
    ...quantized,
    column: { ...column, values: column.values.subarray(0, rows) },
    planes: planes.map((plane) => plane.subarray(0, rows)),
    atomOf: atomOf?.subarray(0, rows) ?? null,
    exceptions: exceptions.filter((row) => row < rows),
  };
}
