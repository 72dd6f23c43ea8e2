import type { Column } from "../data/table.js";
import { sentinelTest } from "./grids/sentinelTest.js";
import { isWithin, type Tolerance } from "./grids/tolerance.js";

/**
 * A column with the mantissa of each value rounded to the fewest bits that keep it within its bound (Klöwer et al. 2021,
 * doi:10.1038/s43588-021-00156-2, with each value's own number of bits as Zender 2016, doi:10.5194/gmd-9-3199-2016), so
 * that general compressors find zeros. Values that are not finite, and sentinels, stay as they are.
 */
export function roundBits(
  column: Column,
  tolerance: Tolerance,
  sentinels: readonly number[],
): Column {
  const { values } = column;
  const isSentinel = sentinelTest(column.type, sentinels);
  const rounded = values.slice();
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (isSentinel(value) || value === 0 || value === 0n) continue;
    const number = Number(value);
    if (Number.isFinite(number)) setRounded(rounded, row, number, tolerance);
  }
  return { ...column, values: rounded };
}

function setRounded(
  values: Column["values"],
  row: number,
  value: number,
  tolerance: Tolerance,
): void {
  const kept = values[row];
  const allowed = Math.max(tolerance.absolute, tolerance.relative * Math.abs(value));
  if (!(allowed > 0) || !(allowed < Infinity)) return;
  // Rounding to multiples of a unit moves by half of it; sums that round can need one bit more.
  for (
    let exponent = Math.floor(Math.log2(allowed)) + 1, tries = 0;
    tries < 2;
    exponent--, tries++
  ) {
    const unit = 2 ** exponent;
    const candidate = Math.floor(value / unit + 0.5) * unit;
    if (!Number.isFinite(candidate)) continue;
    if (typeof kept === "bigint") {
      if (!Number.isInteger(candidate)) return;
      values[row] = BigInt(candidate) as never;
    } else {
      values[row] = candidate;
    }
    if (isWithin(kept, values[row], tolerance)) return;
    values[row] = kept as never;
  }
}
