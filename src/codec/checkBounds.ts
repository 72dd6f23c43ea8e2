import type { Column, ColumnValues, Table } from "../data/table.js";
import { UsageError } from "../errors.js";
import { sentinelTest } from "./grids/sentinelTest.js";
import { isWithin, storedTolerance } from "./grids/tolerance.js";
import type { CompressedHeader, HeaderColumn } from "./header.js";

/** The value that uses most of its bound. */
export interface WorstValue {
  readonly column: string;
  readonly row: number;
  /** |x' - x|, or NaN where one of them is no finite number. */
  readonly error: number;
  /** Error over bound; Number.MAX_VALUE where a value that had to come back exactly did not. */
  readonly shareOfBound: number;
}

export interface BoundCheck {
  readonly valuesChecked: number;
  readonly violations: number;
  /** Null where every value came back exactly. */
  readonly worst: WorstValue | null;
  /** Largest |x' - x| of each column over the rows where both are finite. */
  readonly maxErrors: number[];
}

/**
 * Compares two tables value by value, without slack: |x' - x| <= bound, for relative bounds of each value, in exact arithmetic; bit for bit where the bound
 * is exact or the value is special (NaN, infinite, -0, a sentinel); 0 comes back as 0. Columns without a bound count as
 * violated only where a special number (NaN, infinite) did not come back.
 * @param decompressed columns of the header, in any order
 * @throws UsageError where the tables do not have the same rows and columns
 */
export function checkBounds(
  original: Table,
  decompressed: Table,
  header: CompressedHeader,
): BoundCheck {
  if (original.rows !== decompressed.rows) {
    throw new UsageError(
      `The tables cannot be compared: ${original.rows} rows against ${decompressed.rows}.`,
    );
  }
  let violations = 0;
  let valuesChecked = 0;
  let worst: WorstValue | null = null;
  const maxErrors: number[] = [];
  for (const stored of header.columns) {
    const before = findColumn(original, stored);
    const after = findColumn(decompressed, stored);
    const result = checkColumn(stored, before.values, after.values);
    valuesChecked += original.rows;
    violations += result.violations;
    maxErrors.push(result.maxError);
    if (
      result.worst !== null &&
      (worst === null || result.worst.shareOfBound > worst.shareOfBound)
    ) {
      worst = result.worst;
    }
  }
  return { valuesChecked, violations, worst, maxErrors };
}

const nothing = { absolute: 0, relative: 0 };

function checkColumn(
  stored: HeaderColumn,
  before: ColumnValues,
  after: ColumnValues,
): { violations: number; maxError: number; worst: WorstValue | null } {
  const { name, type, bound } = stored;
  const tolerance = storedTolerance(type, bound, stored.absoluteBound) ?? nothing;
  const isSentinel = sentinelTest(type, bound === "none" ? [] : stored.sentinels);
  const sameBits = bitComparison(before, after);
  let violations = 0;
  let maxError = 0;
  let worst: WorstValue | null = null;
  for (let row = 0; row < before.length; row++) {
    if (sameBits(row)) continue;
    const x = before[row];
    const restored = after[row];
    const error = distance(x, restored);
    if (error > maxError && error < Infinity) maxError = error;
    const finite = Number.isFinite(Number(x)) && Number.isFinite(Number(restored));
    const limit = Math.max(tolerance.absolute, tolerance.relative * Math.abs(Number(x)));
    const special = !finite || (bound !== "none" && (Number(x) === 0 || isSentinel(x)));
    const broken = special || (bound !== "none" && !isWithin(x, restored, tolerance));
    if (broken) violations++;
    const share = broken && (special || limit === 0) ? Number.MAX_VALUE : shareOf(error, limit);
    if (bound === "none" && !broken) continue;
    if (worst === null || share > worst.shareOfBound) {
      worst = { column: name, row, error, shareOfBound: share };
    }
  }
  return { violations, maxError, worst };
}

function shareOf(error: number, limit: number): number {
  return limit > 0 ? Math.min(Number.MAX_VALUE, error / limit) : Number.MAX_VALUE;
}

function distance(x: number | bigint, restored: number | bigint): number {
  if (typeof x === "bigint" || typeof restored === "bigint") {
    const difference = Number(BigInt(restored) - BigInt(x));
    return Math.abs(difference);
  }
  return Math.abs(restored - x);
}

/** Whether both sides hold the same bits in a row. */
function bitComparison(before: ColumnValues, after: ColumnValues): (row: number) => boolean {
  const words = before.BYTES_PER_ELEMENT / 4;
  if (!Number.isInteger(words)) return (row) => before[row] === after[row];
  const a = new Uint32Array(before.buffer, before.byteOffset, before.length * words);
  const b = new Uint32Array(after.buffer, after.byteOffset, after.length * words);
  if (words === 1) return (row) => a[row] === b[row];
  return (row) => a[2 * row] === b[2 * row] && a[2 * row + 1] === b[2 * row + 1];
}

function findColumn(table: Table, { name, type }: HeaderColumn): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column === undefined) {
    throw new UsageError(`The tables cannot be compared: one has no column "${name}".`);
  }
  if (column.type !== type) {
    throw new UsageError(
      `The tables cannot be compared: "${name}" is ${column.type} in one and ${type} in the other.`,
    );
  }
  return column;
}
