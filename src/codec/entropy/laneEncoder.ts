import { startsOf, type BinTable } from "./binTable.js";

/** Symbols of one stream with the table that both sides know. */
export interface SymbolStream {
  readonly table: BinTable;
  readonly symbols: Uint16Array;
}

/** What a decoder starts from: one state per lane, and the 16-bit words that the lanes take in turn. */
export interface LaneCode {
  readonly states: Uint32Array;
  readonly words: Uint16Array;
}

/** Lower end of a state; states lie in [2^16, 2^32). */
export const lowestState = 65536;

/**
 * Interleaved range asymmetric numeral systems (Duda 2013, arXiv:1311.2540; lanes as in Giesen 2014, arXiv:1402.3392).
 * Symbol t of a stream belongs to lane t mod lanes; streams follow each other with the same states. A step of a decoder
 * touches every lane once and takes at most one word for each, in the order of the lanes, so that all lanes can be
 * decoded as one vector.
 * @param seeds 16-bit numbers, one per lane, that come out of the final states of the decoder
 */
export function encodeLanes(streams: readonly SymbolStream[], seeds: Uint16Array): LaneCode {
  const lanes = seeds.length;
  const states = Uint32Array.from(seeds, (seed) => lowestState + seed);
  let total = 0;
  for (const stream of streams) total += stream.symbols.length;
  // A symbol gives one word at most.
  const words = new Uint16Array(total);
  let at = total;
  for (const { table, symbols } of [...streams].reverse()) {
    const { frequencies, scaleBits } = table;
    const starts = startsOf(table);
    const scale = 2 ** scaleBits;
    const limit = 2 ** (32 - scaleBits);
    let lane = symbols.length % lanes;
    for (let t = symbols.length - 1; t >= 0; t--) {
      lane = lane === 0 ? lanes - 1 : lane - 1;
      const symbol = symbols[t];
      const frequency = frequencies[symbol];
      let state = states[lane];
      if (state >= frequency * limit) {
        words[--at] = state & 65535;
        state >>>= 16;
      }
      const quotient = (state / frequency) >>> 0;
      states[lane] = quotient * scale + (state - quotient * frequency) + starts[symbol];
    }
  }
  return { states, words: words.slice(at) };
}
