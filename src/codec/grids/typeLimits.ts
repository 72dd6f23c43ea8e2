import type { ColumnType } from "../../data/table.js";

/** Smallest and largest value of each integer type; booleans are 0 and 1. */
export const typeLimits: Readonly<Record<string, readonly [bigint, bigint]>> = {
  bool: [0n, 1n],
  int8: [-(2n ** 7n), 2n ** 7n - 1n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint8: [0n, 2n ** 8n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

/** A whole number kept inside an integer type, as its arrays hold it; NaN gives 0. */
export function keepInType(type: ColumnType, value: number): number | bigint {
  const [lowest, highest] = typeLimits[type];
  const whole = Number.isNaN(value) ? 0 : value;
  if (type === "int64" || type === "uint64") {
    if (whole <= Number(lowest)) return lowest;
    return whole >= Number(highest) ? highest : BigInt(whole);
  }
  return Math.min(Number(highest), Math.max(Number(lowest), whole)) + 0;
}
