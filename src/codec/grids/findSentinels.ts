import type { Column } from "../../data/table.js";

/** A value is frequent where it fills this share of the rows, and so many rows at least ... */
const frequentShare = 0.002;
const fewestRows = 8;
/** ... and occurs so many times more often than half of the column's different values. */
const contrast = 10;
/** The bulk must have so many different values: the numbers of a category are no sentinels. */
const fewestDistinct = 32;
/** No larger share of the bulk may lie further out than a sentinel. */
const outlierShare = 0.001;
/** The gap to the bulk is at least this part of its width from the 5 % to the 95 % quantile ... */
const gapPerWidth = 0.5;
/** ... and of its extent from the median to the value next to the gap: tails that end in a spike have no such gap. */
const gapPerExtent = 1;
const mostSentinels = 8;

/**
 * Values of a column that stand for something else than a measurement, as -999 does among numbers from 0 to 200: frequent
 * exact values that a gap separates from the bulk. Zeros never are: they come back as zeros in any case.
 * @returns rising; empty where there are none
 */
export function findSentinels({ values }: Column): number[] {
  const counts = new Map<number, number>();
  let rows = 0;
  for (let row = 0; row < values.length; row++) {
    const value = Number(values[row]);
    if (!Number.isFinite(value)) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    rows++;
  }
  if (counts.size <= fewestDistinct) return [];
  const sizes = Float64Array.from(counts.values()).sort();
  const least = Math.max(fewestRows, frequentShare * rows, contrast * sizes[sizes.length >> 1]);
  const candidates = [...counts].flatMap(([value, count]) =>
    count >= least && value !== 0 ? [value] : [],
  );
  if (candidates.length === 0) return [];
  const frequent = new Set(candidates);
  if (counts.size - frequent.size < fewestDistinct) return [];
  const bulk = bulkOf(values, frequent);
  const at = (share: number): number => bulk[Math.floor(share * (bulk.length - 1))];
  const median = at(0.5);
  const width = at(0.95) - at(0.05);
  const found = candidates.filter((value) => {
    const [outside, next] = value < median ? below(bulk, value) : above(bulk, value);
    const gap = Math.abs(next - value);
    return (
      outside <= outlierShare * bulk.length &&
      gap > 0 &&
      gap >= gapPerWidth * width &&
      gap >= gapPerExtent * Math.abs(next - median)
    );
  });
  return found.length > mostSentinels ? [] : found.sort((a, b) => a - b);
}

function bulkOf(values: Column["values"], frequent: ReadonlySet<number>): Float64Array {
  const bulk = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = Number(values[row]);
    if (Number.isFinite(value) && !frequent.has(value)) bulk[count++] = value;
  }
  return bulk.subarray(0, count).sort();
}

/** How many of the sorted values lie below, and the next one above. */
function below(bulk: Float64Array, value: number): [number, number] {
  let count = 0;
  while (count < bulk.length && bulk[count] < value) count++;
  return [count, bulk[Math.min(count, bulk.length - 1)]];
}

function above(bulk: Float64Array, value: number): [number, number] {
  let at = bulk.length;
  while (at > 0 && bulk[at - 1] > value) at--;
  return [bulk.length - at, bulk[Math.max(0, at - 1)]];
}
