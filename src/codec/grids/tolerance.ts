import type { Bound } from "../../config/config.js";
import type { Column, ColumnType } from "../../data/table.js";
import { exactInteger } from "./exactInteger.js";
import { rangeBound } from "./rangeBound.js";
import { withinBound } from "./withinBound.js";

/** What a bound allows in units of a column: |x' - x| <= the larger of `absolute` and `relative` |x|. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

/**
 * The bound in units of the column. Null for "exact" and "none", and for booleans.
 * @param sentinels are left out of the range
 */
export function toleranceOf(
  column: Column,
  bound: Bound,
  sentinels: readonly number[],
): Tolerance | null {
  if (bound === "exact" || bound === "none" || column.type === "bool") return null;
  if ("relative" in bound) {
    return { absolute: "absolute" in bound ? bound.absolute : 0, relative: bound.relative };
  }
  if ("absolute" in bound) return { absolute: bound.absolute, relative: 0 };
  return { absolute: rangeBound(column, bound.range, sentinels), relative: 0 };
}

/** The bound of a stored column. @param absolute what the file says of it, null where it is not absolute */
export function storedTolerance(
  type: ColumnType,
  bound: Bound,
  absolute: number | null,
): Tolerance | null {
  if (typeof bound === "string" || type === "bool") return null;
  if (!("relative" in bound)) {
    return { absolute: absolute ?? 0, relative: 0 };
  }
  return { absolute: "absolute" in bound ? bound.absolute : 0, relative: bound.relative };
}

/** The share of a tolerance's product that rounding cannot reach. */
const surely = 2 ** -50;
const smallestSafe = 2 ** -960;

/** Whether x' keeps within the tolerance of x, signs and zeros included, in exact arithmetic. */
export function isWithin(
  x: number | bigint,
  restored: number | bigint,
  { absolute, relative }: Tolerance,
): boolean {
  if (typeof x === "bigint" || typeof restored === "bigint") {
    return wholeWithin(BigInt(x), BigInt(restored), absolute, relative);
  }
  if (withinBound(x, restored, absolute)) return x !== 0 || restored === 0;
  if (relative === 0) return false;
  // Signs are exact: x' of the other sign is 100 % away, which no relative bound allows.
  const allowed = relative * Math.abs(x);
  const error = Math.abs(restored - x);
  if (allowed > smallestSafe && error < Infinity) {
    if (error <= allowed * (1 - surely)) return true;
    if (error >= allowed * (1 + surely)) return false;
  }
  if (!Number.isFinite(x) || !Number.isFinite(restored)) return false;
  const difference = exactInteger(restored) - exactInteger(x);
  const size = difference < 0n ? -difference : difference;
  const whole = exactInteger(Math.abs(x));
  return size * exactInteger(1) <= exactInteger(relative) * whole;
}

function wholeWithin(x: bigint, restored: bigint, absolute: number, relative: number): boolean {
  const difference = restored - x;
  const size = difference < 0n ? -difference : difference;
  if (absolute >= 2 ** 64 || size <= BigInt(Math.floor(absolute))) return x !== 0n || size === 0n;
  return size * exactInteger(1) <= exactInteger(relative) * (x < 0n ? -x : x);
}
