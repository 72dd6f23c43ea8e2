import { FileFormatError } from "../../errors.js";
import { BitReader } from "../entropy/bitReader.js";
import { BitWriter } from "../entropy/bitWriter.js";
import type { ByteReader } from "../byteReader.js";
import type { ByteWriter } from "../byteWriter.js";
import { scaleBits } from "./mixture.js";

/** States lie in [2^37, 2^53), exact in float64; words have 16 bits. */
const lowestState = 2 ** 37;
const wordSize = 65536;
const stateBits = 53;
const slots = 2 ** scaleBits;
/** A symbol of frequency f can be taken up by states below f times this. */
const room = 2 ** (stateBits - scaleBits);
const largestLaneCount = 65536;

/** Symbols in the order in which they are decoded, each an interval of 2^26 and the lane that it goes to. */
export class SymbolList {
  private lanes = new Uint16Array(1024);
  private starts = new Float64Array(1024);
  private frequencies = new Float64Array(1024);
  count = 0;

  add(lane: number, start: number, frequency: number): void {
    const { count } = this;
    if (count === this.starts.length) this.grow();
    this.lanes[count] = lane;
    this.starts[count] = start;
    this.frequencies[count] = frequency;
    this.count++;
  }

  /**
   * Appends the symbols, coded with interleaved range asymmetric numeral systems (Duda 2013, arXiv:1311.2540): number of
   * words, states, words.
   * @param laneCount larger than every lane of the symbols
   */
  write(laneCount: number, out: ByteWriter): void {
    const { lanes, starts, frequencies, count } = this;
    const states = new Float64Array(laneCount).fill(lowestState);
    const words = new Uint16Array(2 * count);
    let at = words.length;
    for (let t = count - 1; t >= 0; t--) {
      const frequency = frequencies[t];
      let state = states[lanes[t]];
      while (state >= frequency * room) {
        const rest = Math.floor(state / wordSize);
        words[--at] = state - rest * wordSize;
        state = rest;
      }
      const quotient = Math.floor(state / frequency);
      states[lanes[t]] = quotient * slots + (state - quotient * frequency) + starts[t];
    }
    out.varint(laneCount);
    out.varint(words.length - at);
    const bits = new BitWriter();
    for (const state of states) bits.write(state, stateBits);
    out.append(bits.toBytes());
    const bytes = new Uint8Array(2 * (words.length - at));
    for (let i = 0; i < bytes.length; i += 2) {
      const word = words[at + i / 2];
      bytes[i] = word;
      bytes[i + 1] = word >>> 8;
    }
    out.append(bytes);
  }

  private grow(): void {
    const size = 2 * this.count;
    const larger = <A extends Uint16Array | Float64Array>(array: A, next: A): A => {
      next.set(array);
      return next;
    };
    this.lanes = larger(this.lanes, new Uint16Array(size));
    this.starts = larger(this.starts, new Float64Array(size));
    this.frequencies = larger(this.frequencies, new Float64Array(size));
  }
}

/** Decodes what `SymbolList.write` wrote. For each symbol: `slot`, find its interval, `take`. */
export class WideLaneDecoder {
  readonly laneCount: number;
  private readonly states: Float64Array;
  private readonly words: Uint8Array;
  private at = 0;

  /** @throws FileFormatError where the bytes are damaged */
  constructor(reader: ByteReader) {
    this.laneCount = reader.varint(largestLaneCount);
    if (this.laneCount < 1) reader.fail("there are no lanes");
    const wordCount = reader.varint(reader.remaining / 2);
    const packed = reader.take(Math.ceil((this.laneCount * stateBits) / 8));
    const bits = new BitReader(packed, "the lanes");
    this.states = new Float64Array(this.laneCount);
    for (let lane = 0; lane < this.laneCount; lane++) {
      this.states[lane] = bits.read(stateBits);
      if (this.states[lane] < lowestState) fail();
    }
    this.words = reader.take(2 * wordCount);
  }

  /** Where in 0 ... 2^26 - 1 the next symbol of a lane lies. */
  slot(lane: number): number {
    const state = this.states[lane];
    return state - Math.floor(state / slots) * slots;
  }

  /** Removes the symbol of a lane whose interval was found. */
  take(lane: number, start: number, frequency: number): void {
    const before = this.states[lane];
    const quotient = Math.floor(before / slots);
    let state = frequency * quotient + (before - quotient * slots) - start;
    while (state < lowestState) {
      if (this.at >= this.words.length) fail();
      state = state * wordSize + this.words[this.at] + 256 * this.words[this.at + 1];
      this.at += 2;
    }
    this.states[lane] = state;
  }

  /** @throws FileFormatError where something is left over */
  finish(): void {
    if (this.at !== this.words.length) fail();
    if (this.states.some((state) => state !== lowestState)) fail();
  }
}

function fail(): never {
  throw new FileFormatError("Damaged file: the values of a chunk do not decode.");
}
