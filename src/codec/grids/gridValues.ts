import type { ColumnType, ColumnValues } from "../../data/table.js";
import { FileFormatError } from "../../errors.js";
import { bitsValues } from "./bitsGrid.js";
import type { ColumnGrid } from "./columnGrid.js";
import { decimalValue } from "./decimalGrid.js";
import { integerValues } from "./integerGrid.js";
import { logarithmicValues } from "./logarithmicGrid.js";
import { uniformValues } from "./uniformGrid.js";

/**
 * Writes the values of grid indices in the column's type to `out` from row 0.
 * @param planes one array of indices per plane of the grid
 * @throws FileFormatError where an index of an integer is no whole number
 */
export function gridValues(
  type: ColumnType,
  grid: Exclude<ColumnGrid, { readonly kind: "prediction" }>,
  planes: readonly Float64Array[],
  out: ColumnValues,
): void {
  const [indices] = planes;
  switch (grid.kind) {
    case "uniform":
      uniformValues(indices, grid.step, out as Float32Array | Float64Array, 0);
      break;
    case "integer":
      checkIndices(indices);
      integerValues(type, indices, grid, out, 0);
      break;
    case "logarithmic":
      logarithmicValues(type, indices, grid, out, 0);
      break;
    case "decimal":
      for (let row = 0; row < indices.length; row++) out[row] = decimalValue(grid, indices[row]);
      break;
    case "bits":
      bitsValues(planes, grid, out, 0);
  }
}

/** BigInt takes whole numbers only; hostile sums can overflow. */
function checkIndices(indices: Float64Array): void {
  for (let i = 0; i < indices.length; i++) {
    if (Math.floor(indices[i]) - indices[i] === 0) continue;
    throw new FileFormatError("Damaged file: a grid index is no whole number.");
  }
}
