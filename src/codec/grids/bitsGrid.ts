import type { ColumnType, ColumnValues } from "../../data/table.js";
import type { Quantized } from "./quantized.js";

/** Every bit pattern: see `ColumnGrid`. */
export interface BitsGrid {
  readonly kind: "bits";
  readonly planes: 1 | 2;
  readonly base: number;
}

const signBit = 0x80000000;
/** High parts that span less than this fit in front of 32 low bits in one index. */
const onePlaneSpan = 2 ** 19;

/** Types that this grid can hold. */
export function hasBitsGrid(type: ColumnType): boolean {
  return type === "float32" || type === "float64" || type === "int64" || type === "uint64";
}

/** Puts a float or 64-bit integer column on the grid of its own bit patterns: nothing is lost. */
export function quantizeBits(
  type: ColumnType,
  values: ColumnValues,
): { readonly grid: BitsGrid; readonly quantized: Quantized } {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
  const rows = values.length;
  if (type === "float32") {
    const indices = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const word = words[row];
      indices[row] = (word & signBit ? ~word : word | signBit) >>> 0;
    }
    return result({ kind: "bits", planes: 1, base: 0 }, [indices]);
  }
  const highs = new Float64Array(rows);
  const lows = new Float64Array(rows);
  let lowest = Infinity;
  let highest = -Infinity;
  for (let row = 0; row < rows; row++) {
    const flip = flipOf(type, words[2 * row + 1]);
    const high = (words[2 * row + 1] ^ flip.high) >>> 0;
    highs[row] = high;
    lows[row] = (words[2 * row] ^ flip.low) >>> 0;
    if (high < lowest) lowest = high;
    if (high > highest) highest = high;
  }
  if (highest - lowest >= onePlaneSpan) {
    return result({ kind: "bits", planes: 2, base: 0 }, [highs, lows]);
  }
  for (let row = 0; row < rows; row++) highs[row] = (highs[row] - lowest) * 2 ** 32 + lows[row];
  return result({ kind: "bits", planes: 1, base: rows === 0 ? 0 : lowest }, [highs]);
}

/** Bit patterns of grid indices, written to `out` from row `at`. Impossible indices give some pattern or other. */
export function bitsValues(
  type: ColumnType,
  planes: readonly Float64Array[],
  grid: BitsGrid,
  out: ColumnValues,
  at: number,
): void {
  const words = new Uint32Array(out.buffer, out.byteOffset, out.byteLength / 4);
  const first = planes[0];
  if (type === "float32") {
    for (let i = 0; i < first.length; i++) {
      const index = first[i] >>> 0;
      words[at + i] = index & signBit ? index & ~signBit : ~index;
    }
    return;
  }
  const second = planes[1];
  for (let i = 0; i < first.length; i++) {
    let high = first[i];
    let low = second?.[i] ?? 0;
    if (grid.planes === 1) {
      const part = Math.floor(high / 2 ** 32);
      low = high - part * 2 ** 32;
      high = part + grid.base;
    }
    const flip = unflipOf(type, high >>> 0);
    words[2 * (at + i) + 1] = (high >>> 0) ^ flip.high;
    words[2 * (at + i)] = (low >>> 0) ^ flip.low;
  }
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

function result(
  grid: BitsGrid,
  planes: readonly Float64Array[],
): { readonly grid: BitsGrid; readonly quantized: Quantized } {
  return { grid, quantized: { planes, exact: null, maxError: 0 } };
}
