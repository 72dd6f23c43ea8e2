import { bytesOf, newValues } from "../../data/columnValues.js";
import type { Column, ColumnValues } from "../../data/table.js";
import { bitsIndices, bitsValues } from "./bitsGrid.js";
import type { ColumnGrid } from "./columnGrid.js";
import { quantizeDecimal } from "./decimalGrid.js";
import { quantizeInteger } from "./integerGrid.js";
import { quantizeLogarithmic } from "./logarithmicGrid.js";
import type { Quantized } from "./quantized.js";
import type { QuantizedColumn } from "./quantizeColumn.js";
import { notFinite } from "./quantizeExactly.js";
import { sentinelTest } from "./sentinelTest.js";
import { patternKeys } from "./specialValues.js";
import { storedTolerance, type Tolerance } from "./tolerance.js";
import { quantizeUniform } from "./uniformGrid.js";

/** Lowest and highest index of the first plane that can be coded. */
export type IndexLimits = readonly [number, number];

/**
 * Puts more rows of a column on the grid and the atoms that some of its rows were put on. Every value is checked against
 * the bound as it will come back; what the grid does not hold, and what lies outside the limits, is an exception.
 * @param like the column's other rows
 */
export function requantizeColumn(
  like: QuantizedColumn,
  column: Column,
  limits: IndexLimits,
): QuantizedColumn {
  const { values } = column;
  const { planes, exact, maxError } = onGrid(like, column);
  const atoms = atomRows(like, values, exact);
  const [first] = planes;
  const missed = exact ?? new Uint8Array(values.length);
  const exceptions: number[] = [];
  const [lowest, highest] = limits;
  for (let row = 0; row < values.length; row++) {
    const index = first[row];
    if (!(index >= lowest && index <= highest)) missed[row] = 1;
    if (missed[row] === 1 && (atoms === null || atoms[row] === 0)) exceptions.push(row);
  }
  if (exact !== null || exceptions.length > 0) fillRows(first, missed, lowest);
  return {
    ...like,
    column,
    planes,
    maxError,
    atomOf: atoms,
    exceptions: Uint32Array.from(exceptions),
  };
}

function onGrid(like: QuantizedColumn, { type, values }: Column): Quantized {
  const { grid, bound, absoluteBound, sentinels, isExact } = like;
  const exactly: Tolerance = { absolute: 0, relative: 0 };
  const tolerance =
    isExact === true ? exactly : (storedTolerance(type, bound, absoluteBound) ?? exactly);
  const isSentinel = sentinelTest(type, isExact === true ? [] : sentinels);
  switch (grid.kind) {
    case "uniform":
      return quantizeUniform(
        values as Float32Array | Float64Array,
        grid.step,
        tolerance.absolute,
        isSentinel,
      );
    case "integer":
      return quantizeInteger(type, values, grid, isSentinel);
    case "logarithmic":
      return quantizeLogarithmic(type, values, grid, tolerance, isSentinel);
    case "decimal": {
      const floats = values as Float32Array | Float64Array;
      return quantizeDecimal(floats, grid, notFinite(floats));
    }
    case "bits":
      return onPatterns(grid, type, values);
    case "prediction":
      throw new TypeError("A column without a bound has no grid.");
  }
}

function onPatterns(
  grid: Extract<ColumnGrid, { kind: "bits" }>,
  type: Column["type"],
  values: ColumnValues,
): Quantized {
  const planes = bitsIndices(type, values, grid);
  const restored = newValues(type, values.length);
  bitsValues(planes, grid, restored, 0);
  const [before, after] = [bytesOf(values), bytesOf(restored)];
  const size = values.BYTES_PER_ELEMENT;
  let exact: Uint8Array | null = null;
  for (let byte = 0; byte < before.length; byte++) {
    if (before[byte] === after[byte]) continue;
    exact ??= new Uint8Array(values.length);
    exact[Math.floor(byte / size)] = 1;
  }
  return { planes, exact, maxError: 0 };
}

/** For every row 0, or the number of its atom plus one; null where the column has no atoms. */
function atomRows(
  { atoms, grid, column }: QuantizedColumn,
  values: ColumnValues,
  exact: Uint8Array | null,
): Uint8Array | null {
  if (atoms.length === 0) return null;
  const own = newValues(column.type, atoms.length);
  atoms.forEach((pattern, i) => bytesOf(own).set(pattern, i * pattern.length));
  const keys = patternKeys(own);
  const numbers = new Map(atoms.map((_, i) => [keys(i), i + 1]));
  const keyOf = patternKeys(values);
  const found = new Uint8Array(values.length);
  // Of grids of patterns frequent ones are atoms although the grid holds them.
  const all = grid.kind === "bits";
  for (let row = 0; row < found.length; row++) {
    if (all || exact?.[row] === 1) found[row] = numbers.get(keyOf(row)) ?? 0;
  }
  return found;
}

/** Gives rows that are stored otherwise the index of the row before. */
function fillRows(indices: Float64Array, missed: Uint8Array, otherwise: number): void {
  const firstHeld = missed.indexOf(0);
  let last = firstHeld < 0 ? otherwise : indices[firstHeld];
  for (let row = 0; row < indices.length; row++) {
    if (missed[row] === 0) last = indices[row];
    else indices[row] = last;
  }
}
