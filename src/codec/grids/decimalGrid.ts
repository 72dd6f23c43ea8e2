import { fillExactRows, type Quantized } from "./quantized.js";

type FloatValues = Float32Array | Float64Array;

/** Decimal numbers of few digits: see `ColumnGrid`. */
export interface DecimalGrid {
  readonly kind: "decimal";
  readonly digits: number;
  readonly places: number;
}

/** More digits, or more decimal places, do not give every number back by one division. */
export const mostDigits = 15;
export const mostPlaces = 22;
const sampleRows = 1024;
/** Single precision gives every number of so many digits back; more of them are no decimal numbers. */
const mostSingleDigits = 7;
/** A sample in which more values are no short decimal numbers ends the search. */
const mostMisses = 0.02;

const powersOfTen = Float64Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));

/**
 * Digits and places of a column of decimal numbers as text files hold them.
 * @param exact 1 for rows that are not looked at; null where there are none
 * @returns null where too many values are no such numbers
 */
export function fitDecimalGrid(values: FloatValues, exact: Uint8Array | null): DecimalGrid | null {
  const stride = Math.floor(values.length / sampleRows);
  if (stride > 1 && fit(values, exact, stride) === null) return null;
  return fit(values, exact, 1);
}

function fit(values: FloatValues, exact: Uint8Array | null, stride: number): DecimalGrid | null {
  const single = values instanceof Float32Array;
  let digits = 1;
  let places = 0;
  let seen = 0;
  let misses = 0;
  for (let row = 0; row < values.length; row += stride) {
    if (exact?.[row] === 1 || values[row] === 0) continue;
    seen++;
    const parts = decimalParts(values[row], single);
    if (parts === null || parts.places > mostPlaces) {
      misses++;
      continue;
    }
    if (parts.digits > digits) digits = parts.digits;
    if (parts.places > places) places = parts.places;
  }
  if (seen === 0 || misses > mostMisses * seen) return null;
  return { kind: "decimal", digits, places };
}

/** Digits from the first that is not 0 to the last decimal place, or to the last that is not 0. */
function decimalParts(value: number, single: boolean): { digits: number; places: number } | null {
  const text = single ? shortestSingle(value) : value.toExponential();
  if (text === null) return null;
  const [mantissa, power] = text.split("e");
  const digits = mantissa.replace(/[-.]/g, "").replace(/0+$/, "").length;
  if (digits > mostDigits) return null;
  return { digits, places: Math.max(0, digits - 1 - Number(power)) };
}

function shortestSingle(value: number): string | null {
  for (let digits = 1; digits <= mostSingleDigits; digits++) {
    const text = value.toExponential(digits - 1);
    if (Math.fround(Number(text)) === value) return text;
  }
  return null;
}

/** Puts values on the grid; rows that do not come back bit for bit are stored exactly. */
export function quantizeDecimal(
  values: FloatValues,
  grid: DecimalGrid,
  exact: Uint8Array | null,
): Quantized {
  const single = values instanceof Float32Array;
  const indices = new Float64Array(values.length);
  const stored = exact?.slice() ?? new Uint8Array(values.length);
  let failed = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (stored[row] === 0) {
      const index = decimalIndex(grid, value);
      const back = decimalValue(grid, index);
      if (Object.is(single ? Math.fround(back) : back, value)) {
        indices[row] = index;
        continue;
      }
    }
    stored[row] = 1;
    failed++;
  }
  if (failed > 0) fillExactRows(indices, stored);
  return { planes: [indices], exact: failed > 0 ? stored : null, maxError: 0 };
}

/** The value of an index, or of a place between two, before it is rounded to the column's type. */
export function decimalValue({ digits, places }: DecimalGrid, index: number): number {
  const size = Math.abs(index);
  const full = powersOfTen[digits];
  let mantissa = size;
  let power = -places;
  if (size >= full) {
    const perDecade = full - full / 10;
    const decade = Math.floor((size - full) / perDecade);
    mantissa = full / 10 + (size - full - decade * perDecade);
    power = decade + 1 - places;
  }
  const value = timesPowerOfTen(mantissa, power);
  return index < 0 ? -value : value;
}

/** The index whose value is the last that is not above the middle between `value` and the next. */
export function decimalIndex(grid: DecimalGrid, value: number): number {
  const { digits, places } = grid;
  if (!Number.isFinite(value)) return NaN;
  const size = Math.abs(value);
  const full = powersOfTen[digits];
  let power = -places;
  while (power < mostPlaces && Math.floor(timesPowerOfTen(size, -power) + 0.5) >= full) power++;
  const mantissa = Math.floor(timesPowerOfTen(size, -power) + 0.5);
  const decades = power + places;
  const index =
    decades === 0 ? mantissa : full + (decades - 1) * (full - full / 10) + (mantissa - full / 10);
  return value < 0 ? -index + 0 : index;
}

/** One product or quotient with an exact power of ten: the nearest float of the decimal number. */
function timesPowerOfTen(value: number, power: number): number {
  if (power >= powersOfTen.length) return value > 0 ? Infinity : 0;
  return power < 0 ? value / powersOfTen[-power] : value * powersOfTen[power];
}
