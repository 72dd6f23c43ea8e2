/**
 * A static model of whole numbers: atoms (special symbols without a number) and bins. Bin b holds the numbers
 * lowers[b] ... lowers[b] + 2^rawBits[b] - 1, all equally likely; which of them it is, raw bits say. Where bins overlap,
 * a number belongs to the later one. Symbols count the atoms first, then the bins in rising order. `frequencies` has one entry per symbol and adds up to 2^scaleBits.
 */
export interface BinTable {
  readonly scaleBits: number;
  readonly atoms: number;
  readonly lowers: Float64Array;
  readonly rawBits: Uint8Array;
  readonly frequencies: Uint32Array;
}

/** Largest binary logarithm of the sum of the frequencies. */
export const maxScaleBits = 15;

/** Most atoms of a column. */
export const maxAtoms = 255;

/** First slot of every symbol: sums of the frequencies before it. */
export function startsOf(table: BinTable): Uint32Array {
  const starts = new Uint32Array(table.frequencies.length);
  let sum = 0;
  for (let symbol = 0; symbol < starts.length; symbol++) {
    starts[symbol] = sum;
    sum += table.frequencies[symbol];
  }
  return starts;
}
