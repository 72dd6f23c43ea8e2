import type { ColumnType, ColumnValues } from "../../data/table.js";
import {
  addBase,
  isWide,
  narrowLimits,
  subtractBase,
  wideLimits,
  type NarrowIntegers,
} from "../../data/wideIntegers.js";
import { fillExactRows, type Quantized } from "./quantized.js";
import type { SentinelTest } from "./sentinelTest.js";
import { typeLimits } from "./typeLimits.js";

/** (base + index) x step: see `ColumnGrid`. */
export interface IntegerGrid {
  readonly kind: "integer";
  readonly step: string;
  readonly base: string;
}

const largestSpan = 2n ** 52n;

/**
 * The coarsest grid of whole multiples of an odd step within `bound` (step 1: exact), counted from the smallest value.
 * @returns null where it has more steps than an index can count (64-bit integers)
 */
export function fitIntegerGrid(
  type: ColumnType,
  values: ColumnValues,
  bound: number,
  isSentinel: SentinelTest,
): IntegerGrid | null {
  const [lowest, highest] = typeLimits[type];
  const size = highest - lowest;
  const whole = bound >= Number(size) ? size : BigInt(Math.floor(bound));
  const step = 2n * whole + 1n;
  const [min, max] = step === 1n ? limitsOf(values) : limitsWithout(values, isSentinel);
  const base = nearestMultiple(BigInt(min), step);
  if (nearestMultiple(BigInt(max), step) - base > largestSpan) return null;
  return { kind: "integer", step: String(step), base: String(base) };
}

function limitsOf(values: ColumnValues): readonly [bigint | number, bigint | number] {
  return isWide(values) ? wideLimits(values) : narrowLimits(values as NarrowIntegers);
}

/** The smallest and the largest of the values that are no sentinels; zeros where there are none. */
function limitsWithout(
  values: ColumnValues,
  isSentinel: SentinelTest,
): readonly [bigint | number, bigint | number] {
  let min: bigint | number | null = null;
  let max: bigint | number | null = null;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (isSentinel(value)) continue;
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
  }
  return [min ?? 0, max ?? 0];
}

/** Puts integers on the grid; every value but the sentinels keeps within half a step. */
export function quantizeInteger(
  type: ColumnType,
  values: ColumnValues,
  grid: IntegerGrid,
  isSentinel: SentinelTest,
): Quantized {
  const step = BigInt(grid.step);
  const base = BigInt(grid.base);
  if (step === 1n) {
    return { planes: [exactIndices(values, base)], exact: null, maxError: 0 };
  }
  const indices = new Float64Array(values.length);
  const exact = new Uint8Array(values.length);
  const small = numbersSuffice(type, values, step);
  let failed = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (isSentinel(value)) {
      exact[row] = 1;
      failed++;
    } else if (small) {
      indices[row] = Math.floor((value as number) / Number(step) + 0.5) - Number(base);
    } else {
      indices[row] = Number(nearestMultiple(BigInt(value), step) - base);
    }
  }
  if (failed > 0) fillExactRows(indices, exact);
  const restored = values.slice();
  integerValues(type, indices, grid, restored, 0);
  let maxError = 0;
  for (let row = 0; row < values.length; row++) {
    if (exact[row] === 1) continue;
    const error = Math.abs(Number(BigInt(restored[row]) - BigInt(values[row])));
    if (error > maxError) maxError = error;
  }
  return { planes: [indices], exact: failed > 0 ? exact : null, maxError };
}

function exactIndices(values: ColumnValues, base: bigint): Float64Array {
  if (isWide(values)) return subtractBase(values, base);
  const indices = new Float64Array(values as NarrowIntegers);
  const start = Number(base);
  for (let row = 0; row < indices.length; row++) indices[row] -= start;
  return indices;
}

/** Values of grid indices, kept inside the column's type, written to `out` from row `at`. */
export function integerValues(
  type: ColumnType,
  indices: Float64Array,
  grid: IntegerGrid,
  out: ColumnValues,
  at: number,
): void {
  const [lowest, highest] = typeLimits[type];
  const step = BigInt(grid.step);
  const base = BigInt(grid.base);
  if (isWide(out)) {
    if (step === 1n && addBase(indices, base, highest, out, at)) return;
    for (let i = 0; i < indices.length; i++) {
      const value = (base + BigInt(indices[i])) * step;
      out[at + i] = value < lowest ? lowest : value > highest ? highest : value;
    }
    return;
  }
  const [low, high, start, factor] = [lowest, highest, base, step].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  for (let i = 0; i < indices.length; i++) {
    const value = (start + indices[i]) * factor;
    out[at + i] = value < low ? low : value > high ? high : value;
  }
}

/** The number of the multiple of the odd `step` that is nearest to `value`. */
function nearestMultiple(value: bigint, step: bigint): bigint {
  const half = step / 2n;
  return value >= 0n ? (value + half) / step : -((half - value) / step);
}

/** Types of up to 32 bits, whose quotients by an odd step are never close enough to a half to be rounded wrongly. */
function numbersSuffice(type: ColumnType, values: ColumnValues, step: bigint): boolean {
  const wide = values instanceof BigInt64Array || values instanceof BigUint64Array;
  return !wide && step < 2n ** 34n && type !== "int64" && type !== "uint64";
}
