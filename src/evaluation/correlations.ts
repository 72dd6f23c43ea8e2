import type { ColumnValues } from "../data/table.js";
import type { CorrelationReport } from "../protocol/evaluation.js";
import { copyNumbers } from "./copyNumbers.js";
import { pearson } from "./pearson.js";

/** One column of both tables; rows marked 0 in `usable` take no part (null: all do). */
export interface CorrelatedColumn {
  readonly name: string;
  readonly original: ColumnValues;
  readonly decompressed: ColumnValues;
  readonly usable: Uint8Array | null;
}

/** Rows whose products are summed while they lie in the processor's cache. */
const blockRows = 2048;
/** Products between two turns of the event loop. */
const productsPerBreath = 10_000_000;

/**
 * Pearson's r of every pair of columns on both sides, over the rows that both columns can use; null where a column is
 * constant there. Two passes: means, then products about them.
 * @param breathe called every few million products
 * @param weights of the rows on both sides, with which means and products are taken; null: every row counts the same
 */
export async function correlations(
  columns: readonly CorrelatedColumn[],
  rows: number,
  breathe: () => Promise<void>,
  weights: SideWeights | null = null,
): Promise<CorrelationReport> {
  const matrix = async (side: "original" | "decompressed"): Promise<(number | null)[]> => {
    const result = new Array<number | null>(columns.length ** 2).fill(null);
    const own = weights && finiteWeights(weights[side]);
    await correlateWhole(columns, side, rows, own, result, breathe);
    await correlateMasked(columns, side, rows, own, result, breathe);
    return result;
  };
  return {
    columns: columns.map((column) => column.name),
    original: await matrix("original"),
    decompressed: await matrix("decompressed"),
  };
}

type Side = "original" | "decompressed";
type SideWeights = Readonly<Record<Side, Float64Array>>;

/** Rows whose weight is not finite weigh nothing. */
function finiteWeights(weights: Float64Array): Float64Array {
  return weights.map((weight) => (Number.isFinite(weight) ? weight : 0));
}

/** Pairs of columns that take part with every row: all pairs at once, block by block of rows. */
async function correlateWhole(
  columns: readonly CorrelatedColumn[],
  side: Side,
  rows: number,
  weights: Float64Array | null,
  result: (number | null)[],
  breathe: () => Promise<void>,
): Promise<void> {
  const buffer = new Float64Array(rows);
  const whole = columns.flatMap((column, at) => {
    if (column.usable !== null) return [];
    const values = column[side];
    const unit = copyOfOrderOne(values, buffer);
    const mean = meanOf(buffer, weights);
    return mean === null ? [] : [{ at, values, unit, mean, block: new Float64Array(blockRows) }];
  });
  const size = whole.length;
  const sums = new Float64Array(size * size);
  const heavy = weights && new Float64Array(blockRows);
  let products = 0;
  for (let from = 0; from < rows; from += blockRows) {
    const length = Math.min(blockRows, rows - from);
    for (const { values, unit, mean, block } of whole) {
      copyNumbers(values.subarray(from, from + length), block);
      for (let i = 0; i < length; i++) block[i] = block[i] / unit - mean;
    }
    for (let i = 0; i < size; i++) {
      const block = whole[i].block;
      if (heavy && weights) {
        for (let k = 0; k < length; k++) heavy[k] = weights[from + k] * block[k];
      }
      for (let j = i; j < size; j++) {
        sums[i * size + j] += dotProduct(heavy ?? block, whole[j].block, length);
      }
    }
    products += size * size * length;
    if (products > productsPerBreath) {
      products = 0;
      await breathe();
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const norm = Math.sqrt(sums[i * size + i]) * Math.sqrt(sums[j * size + j]);
      // Negative weights can leave no variance.
      if (!(norm > 0) && weights) continue;
      const r = i === j ? 1 : Math.max(-1, Math.min(1, sums[i * size + j] / norm));
      setPair(result, columns.length, whole[i].at, whole[j].at, r);
    }
  }
}

/** Pairs of which one column at least lacks rows: each has means of its own. */
async function correlateMasked(
  columns: readonly CorrelatedColumn[],
  side: Side,
  rows: number,
  weights: Float64Array | null,
  result: (number | null)[],
  breathe: () => Promise<void>,
): Promise<void> {
  if (columns.every((column) => column.usable === null)) return;
  const x = new Float64Array(rows);
  const y = new Float64Array(rows);
  const everyRow = new Uint8Array(rows).fill(1);
  let products = 0;
  for (let i = 0; i < columns.length; i++) {
    copyOfOrderOne(columns[i][side], x);
    for (let j = i; j < columns.length; j++) {
      const [first, second] = [columns[i].usable, columns[j].usable];
      if (first === null && second === null) continue;
      copyOfOrderOne(columns[j][side], y);
      const r = pearson(x, y, first ?? everyRow, second ?? everyRow, weights);
      setPair(result, columns.length, i, j, r !== null && i === j ? 1 : r);
      products += 4 * rows;
      if (products > productsPerBreath) {
        products = 0;
        await breathe();
      }
    }
  }
}

function setPair(
  matrix: (number | null)[],
  size: number,
  i: number,
  j: number,
  r: number | null,
): void {
  matrix[i * size + j] = r;
  matrix[j * size + i] = r;
}

function dotProduct(a: Float64Array, b: Float64Array, length: number): number {
  let sum = 0;
  for (let i = 0; i < length; i++) sum += a[i] * b[i];
  return sum;
}

/** The mean, or null where all values are equal, or weights add up to nothing. */
function meanOf(values: Float64Array, weights: Float64Array | null): number | null {
  let sum = 0;
  let total = 0;
  let constant = true;
  for (let i = 0; i < values.length; i++) {
    const weight = weights ? weights[i] : 1;
    sum += weight * values[i];
    total += weight;
    if (values[i] !== values[0]) constant = false;
  }
  return constant || !(total > 0) ? null : sum / total;
}

/** Copies a column in a unit (returned) in which no square can overflow or vanish: r does not depend on it. */
function copyOfOrderOne(values: ColumnValues, out: Float64Array): number {
  copyNumbers(values, out);
  let largest = 0;
  for (let i = 0; i < out.length; i++) {
    const size = Math.abs(out[i]);
    if (size > largest && size < Infinity) largest = size;
  }
  const unit = largest > 0 ? 2 ** Math.floor(Math.log2(largest)) : 1;
  if (unit !== 1) for (let i = 0; i < out.length; i++) out[i] /= unit;
  return unit;
}
