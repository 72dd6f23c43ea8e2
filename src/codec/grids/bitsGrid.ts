import type { ColumnType, ColumnValues } from "../../data/table.js";
import type { PatternType } from "./columnGrid.js";
import type { Quantized } from "./quantized.js";

/** Every bit pattern: see `ColumnGrid`. */
export interface BitsGrid {
  readonly kind: "bits";
  readonly patterns: PatternType;
  readonly planes: 1 | 2;
  readonly base: number;
  readonly zeros: number;
}

const signBit = 0x80000000;
const wordSize = 2 ** 32;
/** Grids of one plane have fewer indices than this. */
const largestSpan = 2 ** 51;
/** Most low bits that are left out. */
const mostZeros = 31;

/** Whether a column of the type can hold the patterns: its own, or those of float32 in float64. */
export function holdsPatterns(type: ColumnType, patterns: PatternType): boolean {
  return type === patterns || (type === "float64" && patterns === "float32");
}

/**
 * Puts a float or 64-bit integer column on the grid of bit patterns: nothing is lost.
 * @param exact 1 for rows that are stored otherwise, and may have any index; null where there are none
 * @throws TypeError for other types
 */
export function quantizeBits(
  type: ColumnType,
  values: ColumnValues,
  exact: Uint8Array | null = null,
): { readonly grid: BitsGrid; readonly quantized: Quantized } {
  const rows = values.length;
  if (values instanceof Float64Array && holdsSingles(values, exact)) {
    const { grid, quantized } = quantizeBits("float32", Float32Array.from(values), exact);
    return { grid, quantized };
  }
  if (values instanceof Float32Array) {
    const words = new Uint32Array(values.buffer, values.byteOffset, rows);
    const zeros = trailingZeros(words, 1, exact);
    const indices = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const word = words[row];
      indices[row] = ((word & signBit ? ~word : word | signBit) >>> 0) >>> zeros;
    }
    return result(
      { kind: "bits", patterns: "float32", planes: 1, base: 0, zeros },
      [indices],
      exact,
    );
  }
  if (type !== "float64" && type !== "int64" && type !== "uint64") {
    throw new TypeError(`There is no grid of bit patterns for ${type}.`);
  }
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * rows);
  const zeros = type === "float64" ? trailingZeros(words, 2, exact) : 0;
  const highs = new Float64Array(rows);
  const lows = new Float64Array(rows);
  let lowest = Infinity;
  let highest = -Infinity;
  for (let row = 0; row < rows; row++) {
    const flip = flipOf(type, words[2 * row + 1]);
    const high = (words[2 * row + 1] ^ flip.high) >>> 0;
    highs[row] = high;
    lows[row] = ((words[2 * row] ^ flip.low) >>> 0) >>> zeros;
    if (exact?.[row] === 1) continue;
    if (high < lowest) lowest = high;
    if (high > highest) highest = high;
  }
  const lowSize = 2 ** (32 - zeros);
  if ((highest - lowest + 1) * lowSize >= largestSpan) {
    const grid = { kind: "bits", patterns: type, planes: 2, base: 0, zeros } as const;
    return result(grid, [highs, lows], exact);
  }
  const base = lowest < Infinity ? lowest : 0;
  for (let row = 0; row < rows; row++) {
    highs[row] = exact?.[row] === 1 ? 0 : (highs[row] - base) * lowSize + lows[row];
  }
  return result({ kind: "bits", patterns: type, planes: 1, base, zeros }, [highs], exact);
}

/** Indices of values on a grid that was made for others; what it does not hold gets some index or other. */
export function bitsIndices(
  type: ColumnType,
  values: ColumnValues,
  grid: BitsGrid,
): readonly Float64Array[] {
  const rows = values.length;
  const { zeros, base } = grid;
  const first = new Float64Array(rows);
  if (grid.patterns === "float32") {
    const singles =
      values instanceof Float32Array ? values : Float32Array.from(values as Float64Array);
    const words = new Uint32Array(singles.buffer, singles.byteOffset, rows);
    for (let row = 0; row < rows; row++) {
      const word = words[row];
      first[row] = ((word & signBit ? ~word : word | signBit) >>> 0) >>> zeros;
    }
    return [first];
  }
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * rows);
  const second = grid.planes === 2 ? new Float64Array(rows) : null;
  const lowSize = 2 ** (32 - zeros);
  for (let row = 0; row < rows; row++) {
    const flip = flipOf(type, words[2 * row + 1]);
    const high = (words[2 * row + 1] ^ flip.high) >>> 0;
    const low = ((words[2 * row] ^ flip.low) >>> 0) >>> zeros;
    first[row] = second === null ? (high - base) * lowSize + low : high;
    if (second !== null) second[row] = low;
  }
  return second === null ? [first] : [first, second];
}

/** Bit patterns of grid indices, written to `out` from row `at`. Impossible indices give some pattern or other. */
export function bitsValues(
  planes: readonly Float64Array[],
  grid: BitsGrid,
  out: ColumnValues,
  at: number,
): void {
  const rows = planes[0].length;
  if (grid.patterns !== "float32") {
    const words = new Uint32Array(out.buffer, out.byteOffset, out.byteLength / 4);
    for (let i = 0; i < rows; i++) setWide(grid, planes[0][i], planes[1]?.[i] ?? 0, words, at + i);
    return;
  }
  const own = out instanceof Float32Array ? out : new Float32Array(rows);
  const from = own === out ? at : 0;
  const words = new Uint32Array(own.buffer, own.byteOffset, own.length);
  for (let i = 0; i < rows; i++) words[from + i] = singlePattern(grid, planes[0][i] >>> 0);
  if (own !== out) out.set(own as never, at);
}

const place = new Float64Array(1);
const placeWords = new Uint32Array(place.buffer);
const single = new Float32Array(1);
const singleWord = new Uint32Array(single.buffer);

/** The float of an index of the first plane, or of the next one above a place between two indices. */
export function bitsValue(grid: BitsGrid, index: number): number {
  const whole = Math.floor(index + 0.5);
  if (grid.patterns === "float32") {
    singleWord[0] = singlePattern(grid, inWord(whole));
    return single[0];
  }
  setWide(grid, grid.planes === 2 ? inWord(whole) : Math.max(0, whole), 0, placeWords, 0);
  return place[0];
}

/** The index of the first plane of a float; NaN where the grid does not hold it. */
export function bitsIndex(grid: BitsGrid, value: number): number {
  if (Number.isNaN(value)) return NaN;
  if (grid.patterns === "float32") {
    single[0] = value;
    const word = singleWord[0];
    return ((word & signBit ? ~word : word | signBit) >>> 0) >>> grid.zeros;
  }
  place[0] = value;
  const flip = flipOf("float64", placeWords[1]);
  const high = (placeWords[1] ^ flip.high) >>> 0;
  if (grid.planes === 2) return high;
  const low = ((placeWords[0] ^ flip.low) >>> 0) >>> grid.zeros;
  return (high - grid.base) * 2 ** (32 - grid.zeros) + low;
}

function inWord(whole: number): number {
  return whole > 0 ? (whole < wordSize ? whole : wordSize - 1) : 0;
}

/** Negative floats are inverted: the bits that are left out are ones there. */
function singlePattern({ zeros }: BitsGrid, index: number): number {
  const word = (index << zeros) >>> 0;
  return word & signBit ? word & ~signBit : ~word & ~((1 << zeros) - 1);
}

function setWide(
  grid: BitsGrid,
  first: number,
  second: number,
  words: Uint32Array,
  at: number,
): void {
  const { patterns, zeros } = grid;
  let high = first;
  let low = second;
  if (grid.planes === 1) {
    const lowSize = 2 ** (32 - zeros);
    const part = Math.floor(high / lowSize);
    low = high - part * lowSize;
    high = part + grid.base;
  }
  const flip = unflipOf(patterns, high >>> 0);
  words[2 * at + 1] = (high >>> 0) ^ flip.high;
  words[2 * at] = (((low >>> 0) << zeros) ^ flip.low) & ~((1 << zeros) - 1);
}

interface Flip {
  readonly high: number;
  readonly low: number;
}

const flipNothing: Flip = { high: 0, low: 0 };
const flipSign: Flip = { high: signBit, low: 0 };
const flipAll: Flip = { high: 0xffffffff, low: 0xffffffff };

/** Which bits to turn so that patterns rise with the values. */
function flipOf(type: ColumnType, high: number): Flip {
  if (type === "uint64") return flipNothing;
  return type === "float64" && (high & signBit) !== 0 ? flipAll : flipSign;
}

function unflipOf(type: ColumnType, high: number): Flip {
  if (type === "uint64") return flipNothing;
  return type === "float64" && (high & signBit) === 0 ? flipAll : flipSign;
}

/** How many low bits are zero in all patterns. */
function trailingZeros(words: Uint32Array, stride: number, exact: Uint8Array | null): number {
  let used = 0;
  for (let row = 0; row * stride < words.length; row++) {
    if (exact?.[row] !== 1) used |= words[row * stride];
    if (used & 1) return 0;
  }
  return used === 0 ? mostZeros : Math.min(mostZeros, 31 - Math.clz32(used & -used));
}

function holdsSingles(values: Float64Array, exact: Uint8Array | null): boolean {
  for (let row = 0; row < values.length; row++) {
    if (exact?.[row] !== 1 && !Object.is(Math.fround(values[row]), values[row])) return false;
  }
  return true;
}

function result(
  grid: BitsGrid,
  planes: readonly Float64Array[],
  exact: Uint8Array | null,
): { readonly grid: BitsGrid; readonly quantized: Quantized } {
  return { grid, quantized: { planes, exact, maxError: 0 } };
}
