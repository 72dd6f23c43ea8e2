import type { ColumnType, ColumnValues } from "../../data/table.js";
import { largestIndex } from "./columnGrid.js";
import { fillExactRows, type Quantized } from "./quantized.js";
import type { SentinelTest } from "./sentinelTest.js";
import { timesPowerOfTwo } from "./powerOfTwo.js";
import { isWithin, type Tolerance } from "./tolerance.js";
import { keepInType } from "./typeLimits.js";

/** Even steps around zero, then steps in proportion to the value: see `ColumnGrid`. */
export interface LogarithmicGrid {
  readonly kind: "logarithmic";
  readonly linear: number;
  readonly step: number;
  readonly first: number;
  readonly octaves: number;
}

/** What the arithmetic of the grid may be off, relative to a value, beside what the exponent's own rounding adds. */
const arithmeticError = 2 ** -49;
const smallestFirst = 2 ** -1020;
/** Integers lie on even steps up to so many times the reciprocal of the bound: rounding to them costs little above. */
const wholeReach = 4;

/**
 * The coarsest grid for a tolerance that grows with the value: even steps of twice the absolute part up to where both
 * parts are equal, then a ratio of (1 + p) / (1 - p) from step to step, both less what rounding to the type takes.
 * @returns null where an even grid does, or where only exact storage can meet the bound
 */
export function fitLogarithmicGrid(
  type: ColumnType,
  values: ColumnValues,
  { absolute, relative }: Tolerance,
  isSentinel: SentinelTest,
): LogarithmicGrid | null {
  const sizes = sizeRange(values, isSentinel);
  if (sizes === null) return null;
  const float = type === "float32" || type === "float64";
  const typeError = type === "float32" ? 2 ** -24 : float ? 2 ** -53 : 0;
  const reach = Math.log2(sizes.largest) - Math.log2(sizes.smallest) + 2;
  const lost = typeError * (1 + relative) + arithmeticError + reach * 2 ** -52;
  const crossing = absolute / relative;
  let linear = 0;
  let step = 1;
  let start = Math.max(sizes.smallest * (1 - typeError), smallestFirst);
  let share = relative - lost;
  if (!float) {
    step = 2 * Math.floor(absolute) + 1;
    linear = Math.floor(Math.max(crossing, wholeReach / relative) / step);
    start = (linear + 0.5) * step;
    share -= 0.5 / start;
  } else if (absolute > 0) {
    step = 2 * absolute - 2 * typeError * (crossing + 2 * absolute) - absolute * 2 ** -50;
    if (!(step > 0)) return null;
    linear = Math.floor(crossing / step);
    start = (linear + 0.5) * step;
  }
  if (!(share > 0) || !(start < sizes.largest) || !(linear <= largestIndex / 2)) return null;
  const octaves = (Math.log1p(share) - Math.log1p(-share)) / Math.LN2;
  if (!(start >= smallestFirst) || !Number.isFinite(1 / step)) return null;
  return { kind: "logarithmic", linear, step, first: start * (1 + share), octaves };
}

/** Puts values on the grid and checks each as it will come back. */
export function quantizeLogarithmic(
  type: ColumnType,
  values: ColumnValues,
  grid: LogarithmicGrid,
  tolerance: Tolerance,
  isSentinel: SentinelTest,
): Quantized {
  const indices = new Float64Array(values.length);
  const exact = new Uint8Array(values.length);
  const round = rounder(type);
  // Cells reach from start x ratio^j on, and their value is the share above it.
  const ratio = 2 ** grid.octaves;
  const share = (ratio - 1) / (ratio + 1);
  const offset = Math.log2(grid.first) - Math.log2(1 + share);
  let failed = 0;
  let maxError = 0;
  for (let row = 0; row < values.length; row++) {
    const stored = values[row];
    const value = Number(stored);
    let index = NaN;
    if (Number.isFinite(value) && !Object.is(value, -0) && !isSentinel(stored)) {
      const guess = guessIndex(value, grid, offset);
      for (const candidate of [guess, guess + 1, guess - 1]) {
        if (!(Math.abs(candidate) <= largestIndex)) continue;
        if (!isWithin(stored, round(logarithmicValue(grid, candidate)), tolerance)) continue;
        index = candidate;
        break;
      }
    }
    if (Number.isNaN(index)) {
      exact[row] = 1;
      failed++;
      continue;
    }
    indices[row] = index;
    const error = Math.abs(Number(round(logarithmicValue(grid, index))) - value);
    if (error > maxError) maxError = error;
  }
  if (failed > 0) fillExactRows(indices, exact);
  return { planes: [indices], exact: failed > 0 ? exact : null, maxError };
}

/** The value of an index, or of a place between two, before it is rounded to the column's type. */
export function logarithmicValue(grid: LogarithmicGrid, index: number): number {
  const size = Math.abs(index);
  if (size <= grid.linear) return index * grid.step;
  const value = timesPowerOfTwo(grid.first, exponentOf(grid, size));
  return index < 0 ? -value : value;
}

/** Exponents that float64 values can ask for. */
const largestExponent = 2100;
const smallestExponent = -1000;

function exponentOf({ linear, octaves }: LogarithmicGrid, size: number): number {
  const exponent = (size - linear - 1) * octaves;
  if (!(exponent > smallestExponent)) return smallestExponent;
  return exponent < largestExponent ? exponent : largestExponent;
}

/** The index whose stretch holds the value: the last whose lower edge, halfway to the index before, is not above it. */
export function logarithmicIndex(grid: LogarithmicGrid, value: number): number {
  if (!Number.isFinite(value)) return NaN;
  let low = -largestIndex;
  let high = largestIndex;
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2);
    if (logarithmicValue(grid, middle - 0.5) <= value) low = middle;
    else high = middle - 1;
  }
  return low + 0;
}

/** Values of grid indices in the column's type, written to `out` from row `at`. */
export function logarithmicValues(
  type: ColumnType,
  indices: Float64Array,
  grid: LogarithmicGrid,
  out: ColumnValues,
  at: number,
): void {
  const round = rounder(type);
  for (let i = 0; i < indices.length; i++) {
    out[at + i] = round(logarithmicValue(grid, indices[i]));
  }
}

/** Rounds to a column's type: to the nearest float, or the nearest whole number, halves away from zero, inside the type. */
function rounder(type: ColumnType): (value: number) => number | bigint {
  if (type === "float64") return (value) => value;
  if (type === "float32") return Math.fround;
  return (value) => {
    const size = Math.floor(Math.abs(value) + 0.5);
    return keepInType(type, value < 0 ? -size : size);
  };
}

function guessIndex(value: number, grid: LogarithmicGrid, offset: number): number {
  const size = Math.abs(value);
  if (size === 0) return 0;
  const even = Math.floor(size / grid.step + 0.5);
  if (grid.linear > 0 && even <= grid.linear) return value < 0 ? -even + 0 : even;
  const place = Math.max(0, Math.floor((Math.log2(size) - offset) / grid.octaves));
  const index = grid.linear + 1 + place;
  return value < 0 ? -index : index;
}

/** Smallest and largest size of the values that lie on the grid and are not zero. */
function sizeRange(
  values: ColumnValues,
  isSentinel: SentinelTest,
): { smallest: number; largest: number } | null {
  let smallest = Infinity;
  let largest = 0;
  for (let row = 0; row < values.length; row++) {
    const size = Math.abs(Number(values[row]));
    if (size === 0 || !Number.isFinite(size) || isSentinel(values[row])) continue;
    if (size < smallest) smallest = size;
    if (size > largest) largest = size;
  }
  return largest > 0 ? { smallest, largest } : null;
}
