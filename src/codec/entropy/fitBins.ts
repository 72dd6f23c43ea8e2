import { maxScaleBits, type BinTable } from "./binTable.js";
import { writeBinTable } from "./binTableCoding.js";
import { BitWriter } from "./bitWriter.js";
import { countCells, type Cells } from "./countCells.js";
import { scaleFrequencies } from "./scaleFrequencies.js";

/** A table fitted to a stream, and what the stream costs with it. */
export interface FittedBins {
  readonly table: BinTable;
  /** Bits of all values, without the table. */
  readonly dataBits: number;
  /** Bits of the table itself. */
  readonly tableBits: number;
}

/** What the search takes a bin of the table to cost, beside the gap in front of it; measured on typical tables. */
const binCost = 9;

/**
 * The bins with the fewest bits for `values` and their own table, found by dynamic programming over all partitions into
 * bins of 2^k numbers that start at a value that occurs.
 * @param values whole numbers within ±2^53, in any order
 * @param atomCounts how often each atom occurs besides
 */
export function fitBins(values: Float64Array, atomCounts: readonly number[] = []): FittedBins {
  const bins = partition(countCells(values), values.length);
  const counts = Float64Array.of(...atomCounts, ...bins.counts);
  let best: FittedBins | null = null;
  const smallest = Math.ceil(Math.log2(Math.max(1, counts.length)));
  for (let scaleBits = smallest; scaleBits <= maxScaleBits; scaleBits++) {
    const table: BinTable = {
      scaleBits,
      atoms: atomCounts.length,
      lowers: bins.lowers,
      rawBits: bins.rawBits,
      frequencies: scaleFrequencies(counts, scaleBits),
    };
    const fitted = { table, dataBits: dataBits(table, counts), tableBits: tableBits(table) };
    if (best === null || totalBits(fitted) < totalBits(best)) best = fitted;
    if (counts.length === 1) break;
  }
  return best!;
}

/** All bits of a fitted stream. */
export function totalBits(fitted: FittedBins): number {
  return fitted.dataBits + fitted.tableBits;
}

interface Bins {
  readonly lowers: Float64Array;
  readonly rawBits: Uint8Array;
  readonly counts: number[];
}

function partition(cells: Cells, total: number): Bins {
  const { firsts, lasts, counts } = cells;
  const n = firsts.length;
  if (n === 0) return { lowers: Float64Array.of(0), rawBits: Uint8Array.of(0), counts: [1] };
  const sums = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) sums[i + 1] = sums[i] + counts[i];
  let widest = 0;
  while (2 ** widest <= lasts[n - 1] - firsts[0]) widest++;
  const reach = new Int32Array(widest + 1);
  const cost = new Float64Array(n + 1).fill(Infinity);
  const from = new Int32Array(n + 1);
  const width = new Uint8Array(n + 1);
  cost[0] = 0;
  const logTotal = Math.log2(Math.max(1, total));
  const sizes = Float64Array.from(reach, (_, k) => 2 ** k);
  for (let i = 0; i < n; i++) {
    let before = i;
    const lower = firsts[i];
    const gap = i === 0 ? 0 : lower - lasts[i - 1] - 1;
    const start = cost[i] + binCost + (gap === 0 ? 0 : 2 * Math.log2(1 + gap));
    for (let k = 0; k <= widest; k++) {
      const end = lower + sizes[k];
      let j = Math.max(reach[k], i);
      while (j < n && lasts[j] < end) j++;
      reach[k] = j;
      if (j === before) continue;
      before = j;
      const count = sums[j] - sums[i];
      const candidate = start + count * (logTotal - Math.log2(count) + k);
      if (candidate < cost[j]) {
        cost[j] = candidate;
        from[j] = i;
        width[j] = k;
      }
      if (j === n) break;
    }
  }
  const starts: number[] = [];
  const ends: number[] = [];
  for (let j = n; j > 0; j = from[j]) {
    starts.push(from[j]);
    ends.push(j);
  }
  starts.reverse();
  ends.reverse();
  return {
    lowers: Float64Array.from(starts, (i) => firsts[i]),
    rawBits: Uint8Array.from(ends, (j) => width[j]),
    counts: ends.map((j, b) => sums[j] - sums[starts[b]]),
  };
}

function dataBits(table: BinTable, counts: Float64Array): number {
  let bits = 0;
  for (let symbol = 0; symbol < counts.length; symbol++) {
    const raw = symbol < table.atoms ? 0 : table.rawBits[symbol - table.atoms];
    bits += counts[symbol] * (table.scaleBits - Math.log2(table.frequencies[symbol]) + raw);
  }
  return bits;
}

function tableBits(table: BinTable): number {
  const writer = new BitWriter();
  writeBinTable(table, writer);
  return writer.bits;
}
