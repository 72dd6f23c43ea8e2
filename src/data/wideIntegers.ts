import type { ColumnValues } from "./table.js";

/** 64-bit integers by their halves, because a BigInt costs memory for every value. */
export type WideIntegers = BigInt64Array | BigUint64Array;
export type NarrowIntegers = Exclude<ColumnValues, WideIntegers | Float32Array | Float64Array>;

const half = 2 ** 32;

export function isWide(values: ArrayLike<unknown>): values is WideIntegers {
  return values instanceof BigInt64Array || values instanceof BigUint64Array;
}

/** The smallest and the largest of `values`; zeros where there are none. */
export function wideLimits(values: WideIntegers): readonly [bigint, bigint] {
  const { low, high } = halvesOf(values);
  let [min, max] = [0, 0];
  for (let row = 1; row < values.length; row++) {
    const [a, b] = [high[2 * row], low[2 * row]];
    if (a < high[2 * min] || (a === high[2 * min] && b < low[2 * min])) min = row;
    if (a > high[2 * max] || (a === high[2 * max] && b > low[2 * max])) max = row;
  }
  return values.length === 0 ? [0n, 0n] : [values[min], values[max]];
}

/** The same of integers that are Numbers. */
export function narrowLimits(values: NarrowIntegers): readonly [number, number] {
  let min = values.length === 0 ? 0 : values[0]!;
  let max = min;
  for (let row = 1; row < values.length; row++) {
    const value = values[row]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/** values - base, where all of them are at most 2^53 in size. */
export function subtractBase(values: WideIntegers, base: bigint): Float64Array {
  const { low, high } = halvesOf(values);
  const [baseLow, baseHigh] = [Number(BigInt.asUintN(32, base)), Number(base >> 32n)];
  const out = new Float64Array(values.length);
  for (let row = 0; row < out.length; row++) {
    out[row] = (high[2 * row] - baseHigh) * half + (low[2 * row] - baseLow);
  }
  return out;
}

/**
 * Writes base + index to `out` from row `at`.
 * @param indices whole numbers
 * @returns false, and writes nothing, where an index is negative or a sum may lie above `highest`
 */
export function addBase(
  indices: Float64Array,
  base: bigint,
  highest: bigint,
  out: WideIntegers,
  at: number,
): boolean {
  let most = 0;
  for (let i = 0; i < indices.length; i++) {
    if (!(indices[i] >= 0)) return false;
    if (indices[i] > most) most = indices[i];
  }
  if (!(most <= 2 ** 53) || base + BigInt(most) > highest) return false;
  const { low, high } = halvesOf(out.subarray(at, at + indices.length));
  const [baseLow, baseHigh] = [Number(BigInt.asUintN(32, base)), Number(base >> 32n)];
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    const upper = Math.floor(index / half);
    const sum = baseLow + (index - upper * half);
    const carry = sum >= half ? 1 : 0;
    low[2 * i] = sum - carry * half;
    high[2 * i] = baseHigh + upper + carry;
  }
  return true;
}

/** The halves of value i stand at 2 i in both arrays. */
function halvesOf(values: WideIntegers): { low: Uint32Array; high: Uint32Array | Int32Array } {
  const { buffer, byteOffset, length } = values;
  const low = new Uint32Array(buffer, byteOffset, 2 * length);
  const rest = Math.max(0, 2 * length - 1);
  const high =
    values instanceof BigInt64Array
      ? new Int32Array(buffer, byteOffset + 4 * Math.min(1, length), rest)
      : new Uint32Array(buffer, byteOffset + 4 * Math.min(1, length), rest);
  return { low, high };
}
