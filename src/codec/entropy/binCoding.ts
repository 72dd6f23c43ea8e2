import type { BinTable } from "./binTable.js";
import type { BitReader } from "./bitReader.js";
import type { BitWriter } from "./bitWriter.js";

/** Bins are looked up in a table up to this many numbers, and searched for above. */
const largestLookup = 1 << 20;

/** Splits the numbers of a stream into symbols and raw bits. */
export class BinCoder {
  private readonly lookup: Uint16Array | null;

  constructor(readonly table: BinTable) {
    const { lowers, rawBits } = table;
    const last = lowers.length - 1;
    let end = lowers[0] ?? 0;
    lowers.forEach((lower, bin) => (end = Math.max(end, lower + 2 ** rawBits[bin])));
    const span = last < 0 ? 0 : end - lowers[0];
    if (span > largestLookup) {
      this.lookup = null;
      return;
    }
    this.lookup = new Uint16Array(span);
    for (let bin = 0; bin <= last; bin++) {
      const start = lowers[bin] - lowers[0];
      this.lookup.fill(bin, start, start + 2 ** rawBits[bin]);
    }
  }

  /**
   * @param values the numbers of the rows that are no atoms, in order
   * @param atomOf for every row 0 or the number of its atom plus one; null where there are none
   */
  split(values: Float64Array, atomOf: Uint8Array | null, raw: BitWriter): Uint16Array {
    const { atoms, lowers, rawBits } = this.table;
    const symbols = new Uint16Array(atomOf?.length ?? values.length);
    const { lookup } = this;
    let next = 0;
    for (let row = 0; row < symbols.length; row++) {
      const atom = atomOf === null ? 0 : atomOf[row];
      if (atom > 0) {
        symbols[row] = atom - 1;
        continue;
      }
      const value = values[next++];
      const bin = lookup === null ? findBin(this.table, value) : lookup[value - lowers[0]];
      symbols[row] = atoms + bin;
      const bits = rawBits[bin];
      if (bits > 0) raw.write(value - lowers[bin], bits);
    }
    return symbols;
  }
}

/** The numbers of those symbols that are bins, in order. */
export function joinBins(table: BinTable, symbols: Uint16Array, raw: BitReader): Float64Array {
  const { atoms, lowers, rawBits } = table;
  const values = new Float64Array(symbols.length);
  let count = 0;
  for (let i = 0; i < symbols.length; i++) {
    const bin = symbols[i] - atoms;
    if (bin < 0) continue;
    const bits = rawBits[bin];
    values[count++] = bits === 0 ? lowers[bin] : lowers[bin] + raw.read(bits);
  }
  return values.subarray(0, count);
}

/** The last bin that holds a number. */
function findBin({ lowers, rawBits }: BinTable, value: number): number {
  let low = 0;
  let high = lowers.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value < lowers[middle]) high = middle;
    else low = middle;
  }
  while (low > 0 && value >= lowers[low] + 2 ** rawBits[low]) low--;
  return low;
}
