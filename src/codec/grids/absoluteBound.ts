import type { Bound } from "../../config/config.js";
import type { Column } from "../../data/table.js";
import { sentinelTest } from "./sentinelTest.js";

/**
 * The bound in units of the column: `range` times (max - min) of the finite values that are no sentinels. Null for
 * "exact" and "none". A range bound of a column without two different values gives 0: exact.
 */
export function absoluteBound(
  column: Column,
  bound: Bound,
  sentinels: readonly number[],
): number | null {
  if (bound === "exact" || bound === "none" || column.type === "bool") return null;
  if ("absolute" in bound) return bound.absolute;
  const isSentinel = sentinelTest(column.type, sentinels);
  const { values } = column;
  if (values instanceof BigInt64Array || values instanceof BigUint64Array) {
    let min: bigint | null = null;
    let max: bigint | null = null;
    for (const value of values) {
      if (isSentinel(value)) continue;
      if (min === null || value < min) min = value;
      if (max === null || value > max) max = value;
    }
    return min === null || max === null ? 0 : bound.range * Number(max - min);
  }
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!Number.isFinite(value) || isSentinel(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!(max > min)) return 0;
  if (max - min < Infinity) return bound.range * (max - min);
  // The range is not representable: halve first.
  return Math.min(Number.MAX_VALUE, 2 * (bound.range * (max / 2 - min / 2)));
}
