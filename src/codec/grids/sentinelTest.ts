import type { ColumnType } from "../../data/table.js";

/** Tells whether a value of the column is one of the special values that come back exactly. */
export type SentinelTest = (value: number | bigint) => boolean;

/** @param sentinels as the config names them; compared after rounding to the column's type */
export function sentinelTest(type: ColumnType, sentinels: readonly number[]): SentinelTest {
  if (sentinels.length === 0) return () => false;
  if (type === "int64" || type === "uint64") {
    const whole = new Set(sentinels.filter(Number.isInteger).map(BigInt));
    return (value) => whole.has(value as bigint);
  }
  const rounded = new Set(type === "float32" ? sentinels.map(Math.fround) : sentinels);
  return (value) => rounded.has(value as number);
}
