import { FileFormatError } from "../../errors.js";
import { maxScaleBits, startsOf, type BinTable } from "./binTable.js";
import { lowestState, type LaneCode } from "./laneEncoder.js";

/** Decodes what `encodeLanes` wrote, stream by stream. */
export class LaneDecoder {
  private readonly states: Uint32Array;
  private readonly words: Uint16Array;
  /** Symbol of every slot of the stream that is read: one array for all, because a file can have many streams. */
  private readonly slots = new Uint16Array(2 ** maxScaleBits);
  private at = 0;

  /** @throws FileFormatError where a state is impossible */
  constructor(code: LaneCode) {
    this.states = code.states.slice();
    this.words = code.words;
    if (this.states.some((state) => state < lowestState)) fail();
  }

  /** The next `count` symbols. @throws FileFormatError where the words end too early */
  decode(table: BinTable, count: number): Uint16Array {
    const { frequencies, scaleBits } = table;
    const { states, words, slots } = this;
    const starts = startsOf(table);
    for (let symbol = 0; symbol < starts.length; symbol++) {
      slots.fill(symbol, starts[symbol], starts[symbol] + frequencies[symbol]);
    }
    const lanes = states.length;
    const mask = 2 ** scaleBits - 1;
    const symbols = new Uint16Array(count);
    let at = this.at;
    let lane = 0;
    for (let t = 0; t < count; t++) {
      const before = states[lane];
      const slot = before & mask;
      const symbol = slots[slot];
      let state = frequencies[symbol] * (before >>> scaleBits) + slot - starts[symbol];
      if (state < lowestState) {
        // Past the end, undefined counts as zero; the check below finds it.
        state = state * 65536 + (words[at] | 0);
        at++;
      }
      states[lane] = state;
      symbols[t] = symbol;
      if (++lane === lanes) lane = 0;
    }
    this.at = at;
    if (at > words.length) fail();
    return symbols;
  }

  /** The seeds of the encoder, after the last stream. @throws FileFormatError where something is left over */
  finish(): Uint16Array {
    if (this.at !== this.words.length) fail();
    if (this.states.some((state) => state >= 2 * lowestState)) fail();
    return Uint16Array.from(this.states, (state) => state - lowestState);
  }
}

function fail(): never {
  throw new FileFormatError("Damaged file: the entropy-coded data of a chunk does not decode.");
}
