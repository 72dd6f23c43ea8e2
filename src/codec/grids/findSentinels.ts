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
/** So many rows of a long column show whether any value can be frequent: it fills 33 of them on average ... */
const sampledRows = 16_384;
/** ... and fewer than this once in 10^9 columns. */
const leastSeen = 5;
/** Multiples of the golden ratio fall evenly, with no period that the rows of a table could have too. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * Values of a column that stand for something else than a measurement, as -999 does among numbers from 0 to 200: frequent
 * exact values that a gap separates from the bulk. Zeros never are: they come back as zeros in any case.
 * @returns rising; empty where there are none
 */
export function findSentinels({ values }: Column): number[] {
  if (values.length > 4 * sampledRows && !mayHaveFrequent(values)) return [];
  const sorted = finiteValues(values).sort();
  const starts = startsOfRuns(sorted);
  const runs = starts.length - 1;
  if (runs <= fewestDistinct) return [];
  const sizes = Float64Array.from({ length: runs }, (_, i) => starts[i + 1] - starts[i]);
  const usual = sizes.slice().sort()[runs >> 1];
  const least = Math.max(fewestRows, frequentShare * sorted.length, contrast * usual);
  const candidates: Run[] = [];
  for (let i = 0; i < runs; i++) {
    const [from, to] = [starts[i], starts[i + 1]];
    if (to - from >= least && sorted[from] !== 0) candidates.push({ from, to });
  }
  if (candidates.length === 0) return [];
  if (runs - candidates.length < fewestDistinct) return [];
  const bulk = without(sorted, candidates);
  const at = (share: number): number => bulk[Math.floor(share * (bulk.length - 1))];
  const median = at(0.5);
  const width = at(0.95) - at(0.05);
  const found = candidates
    .map(({ from }) => sorted[from])
    .filter((value) => {
      const [outside, next] = value < median ? below(bulk, value) : above(bulk, value);
      const gap = Math.abs(next - value);
      return (
        outside <= outlierShare * bulk.length &&
        gap > 0 &&
        gap >= gapPerWidth * width &&
        gap >= gapPerExtent * Math.abs(next - median)
      );
    });
  return found.length > mostSentinels ? [] : found;
}

/** Looks at a sample of the rows for a value other than zero that occurs often. */
function mayHaveFrequent(values: Column["values"]): boolean {
  const sample = new Float64Array(sampledRows);
  for (let i = 0; i < sampledRows; i++) {
    const share = (i * goldenRatio) % 1;
    sample[i] = Number(values[Math.floor(share * values.length)]);
  }
  sample.sort();
  for (let i = leastSeen - 1; i < sampledRows; i++) {
    if (sample[i] === sample[i - leastSeen + 1] && sample[i] !== 0) return true;
  }
  return false;
}

function finiteValues(values: Column["values"]): Float64Array {
  const finite = new Float64Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = Number(values[row]);
    // Adding 0 makes one zero of the two.
    if (Number.isFinite(value)) finite[count++] = value + 0;
  }
  return finite.subarray(0, count);
}

/** Stretches of equal numbers. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/** Where equal numbers start, and the end. */
function startsOfRuns(sorted: Float64Array): Uint32Array {
  const starts = new Uint32Array(sorted.length + 1);
  let count = 0;
  for (let row = 0; row < sorted.length; row++) {
    if (row === 0 || sorted[row] !== sorted[row - 1]) starts[count++] = row;
  }
  starts[count] = sorted.length;
  return starts.subarray(0, count + 1);
}

function without(sorted: Float64Array, runs: readonly Run[]): Float64Array {
  const left = sorted.slice();
  let count = 0;
  let at = 0;
  for (const { from, to } of [...runs, { from: sorted.length, to: sorted.length }]) {
    left.set(sorted.subarray(at, from), count);
    count += from - at;
    at = to;
  }
  return left.subarray(0, count);
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
