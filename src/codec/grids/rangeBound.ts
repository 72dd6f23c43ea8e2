import type { Column } from "../../data/table.js";
import { sentinelTest } from "./sentinelTest.js";

/**
 * A bound relative to the range in units of the column: `range` times (max - min) of the finite values that are no
 * sentinels. 0, so exact, where these are not two different values.
 */
export function rangeBound(column: Column, range: number, sentinels: readonly number[]): number {
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
    return min === null || max === null ? 0 : range * Number(max - min);
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
  if (max - min < Infinity) return range * (max - min);
  // The range is not representable: halve first.
  return Math.min(Number.MAX_VALUE, 2 * (range * (max / 2 - min / 2)));
}
