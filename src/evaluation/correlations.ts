import type { ColumnValues } from "../data/table.js";
import type { CorrelationReport } from "../protocol/evaluation.js";

/** One column of both tables; rows that are marked 0 in `usable` take no part (null: all do). */
export interface CorrelatedColumn {
  readonly name: string;
  readonly original: ColumnValues;
  readonly decompressed: ColumnValues;
  readonly usable: Uint8Array | null;
}

/** Products per turn of the event loop. */
const productsPerBreath = 4_000_000;

/**
 * Pearson's r of every pair of columns on both sides, over the rows that both columns can use; null where a column is
 * constant there or fewer than two rows are left. Two passes: sums of products about the means of the rows in question.
 * @param breathe called every few million products
 */
export async function correlations(
  columns: readonly CorrelatedColumn[],
  breathe: () => Promise<void>,
): Promise<CorrelationReport> {
  const original = await matrix(columns, (column) => column.original, breathe);
  const decompressed = await matrix(columns, (column) => column.decompressed, breathe);
  return { columns: columns.map((column) => column.name), original, decompressed };
}

async function matrix(
  columns: readonly CorrelatedColumn[],
  side: (column: CorrelatedColumn) => ColumnValues,
  breathe: () => Promise<void>,
): Promise<(number | null)[]> {
  const size = columns.length;
  const result = new Array<number | null>(size * size).fill(null);
  let products = 0;
  for (let i = 0; i < size; i++) {
    const first = columns[i];
    // One conversion of the first column serves all its partners.
    const x = asNumbers(side(first));
    for (let j = i; j < size; j++) {
      const second = columns[j];
      const r = pearson(x, side(second), first.usable, second.usable);
      result[i * size + j] = r;
      result[j * size + i] = r;
      products += x.length;
      if (products > productsPerBreath) {
        products = 0;
        await breathe();
      }
    }
  }
  return result;
}

/** Pearson's r over the rows that both masks allow; null where either side is constant there. */
export function pearson(
  x: ArrayLike<number>,
  y: ColumnValues,
  usableX: Uint8Array | null,
  usableY: Uint8Array | null,
): number | null {
  return null;
}

function asNumbers(values: ColumnValues): Float64Array {
  return Float64Array.from(values as ArrayLike<number>, Number);
}
