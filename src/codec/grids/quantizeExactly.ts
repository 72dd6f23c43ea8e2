import type { Column } from "../../data/table.js";
import { fitBins, totalBits } from "../entropy/fitBins.js";
import { quantizeBits } from "./bitsGrid.js";
import { largestIndex, type ColumnGrid } from "./columnGrid.js";
import { fitDecimalGrid, quantizeDecimal } from "./decimalGrid.js";
import type { Quantized } from "./quantized.js";
import type { QuantizedColumn } from "./quantizeColumn.js";
import { roughBits } from "./roughBits.js";
import { sortSpecialValues } from "./specialValues.js";
import { quantizeUniform } from "./uniformGrid.js";

/** A column that comes back bit for bit. */
export type ExactColumn = Omit<QuantizedColumn, "bound" | "sentinels" | "absoluteBound">;

/** Patterns that fill this share of the rows are stored as atoms where the grid has two planes. */
const frequentShare = 0.005;
/** Above this share of values that a grid does not hold, another one is taken. */
const mostExceptions = 0.02;
const sampleRows = 16384;
/** A grid is tried in full where a sample does not take this many times the bits of the best. */
const mayPay = 1.1;

/**
 * Puts a column on the grid that takes the fewest bits of those that give every value back bit for bit: its bit patterns;
 * for floats also decimal numbers of few digits, and multiples of a power of two.
 */
export function quantizeExactly(column: Column): ExactColumn {
  const bits = onPatterns(column);
  const { values } = column;
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return bits;
  const special = notFinite(values);
  const candidates: (() => { grid: ColumnGrid; quantized: Quantized } | null)[] = [
    () => {
      const grid = fitDecimalGrid(values, special);
      return grid && { grid, quantized: quantizeDecimal(values, grid, special) };
    },
    () => {
      const step = commonStep(values, special);
      if (step === null) return null;
      const quantized = quantizeUniform(values, step, 0, () => false);
      return { grid: { kind: "uniform", step }, quantized };
    },
  ];
  let best: ExactColumn = bits;
  let bestBits = roughBits(bits);
  const bitsSample = sampleBits(bits.planes);
  for (const candidate of candidates) {
    const found = candidate();
    if (found === null) continue;
    if (sampleBits(found.quantized.planes) > mayPay * bitsSample) continue;
    const made = finish(column, found.grid, found.quantized);
    if (made.exceptions.length > mostExceptions * values.length) continue;
    const madeBits = roughBits(made);
    if (madeBits >= bestBits) continue;
    best = made;
    bestBits = madeBits;
  }
  return best;
}

function onPatterns(column: Column): ExactColumn {
  const { type, values } = column;
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    const { grid, quantized } = quantizeBits(type, values);
    return finish(column, grid, quantized);
  }
  const special = notFinite(values);
  const first = quantizeBits(type, values, special);
  const { planes } = first.grid;
  const made = finish(column, first.grid, {
    ...first.quantized,
    exact: planes === 2 ? withFrequent(values, special) : special,
  });
  if (made.exceptions.length <= mostExceptions * values.length) return made;
  // So many different NaN are coded as the patterns that they are.
  const { grid, quantized } = quantizeBits(type, values);
  return finish(column, grid, quantized);
}

function finish(column: Column, grid: ColumnGrid, quantized: Quantized): ExactColumn {
  const specials = sortSpecialValues(column.values, quantized.exact, false);
  return { column, grid, planes: quantized.planes, maxError: 0, isExact: true, ...specials };
}

function sampleBits(planes: readonly Float64Array[]): number {
  return planes.reduce((sum, plane) => {
    const stride = Math.max(1, Math.floor(plane.length / sampleRows));
    const sample = plane.filter((_, row) => row % stride === 0);
    return sum + totalBits(fitBins(sample)) / Math.max(1, sample.length);
  }, 0);
}

/** 1 for NaN and infinities; null where there are none. */
export function notFinite(values: Float32Array | Float64Array): Uint8Array | null {
  let flags: Uint8Array | null = null;
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row])) continue;
    flags ??= new Uint8Array(values.length);
    flags[row] = 1;
  }
  return flags;
}

/** The same with 1 for values that occur very often, too. */
function withFrequent(
  values: Float32Array | Float64Array,
  special: Uint8Array | null,
): Uint8Array | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const least = Math.max(16, frequentShare * values.length);
  const frequent = new Set([...counts].filter(([, count]) => count >= least).map(([key]) => key));
  if (frequent.size === 0) return special;
  return Uint8Array.from(values, (value, row) =>
    special?.[row] === 1 || frequent.has(value) ? 1 : 0,
  );
}

/** The largest power of two that all values are whole multiples of, where few enough multiples span them; else null. */
function commonStep(
  values: Float32Array | Float64Array,
  special: Uint8Array | null,
): number | null {
  let step = Infinity;
  let largest = 0;
  for (let row = 0; row < values.length; row++) {
    const size = Math.abs(values[row]);
    if (size === 0 || special?.[row] === 1) continue;
    if (size > largest) largest = size;
    if (step === Infinity) step = 2 ** Math.floor(Math.log2(size));
    while (!Number.isInteger(size / step)) {
      step /= 2;
      if (!(largest / step < largestIndex)) return null;
    }
  }
  return step < Infinity && step > 0 && Number.isFinite(1 / step) && largest / step < largestIndex
    ? step
    : null;
}
