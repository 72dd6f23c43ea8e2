import { describe, expect, it } from "vitest";
import { ByteReader } from "../../../../src/codec/byteReader.js";
import { ByteWriter } from "../../../../src/codec/byteWriter.js";
import { SymbolList, WideLaneDecoder } from "../../../../src/codec/masked/wideLanes.js";
import { FileFormatError } from "../../../../src/errors.js";
import { seededRandom } from "../random.js";

const scale = 2 ** 26;

function randomSymbols(count: number, lanes: number, seed: number): [number, number, number][] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const frequency = Math.max(1, Math.floor(scale * random() ** (1 + 30 * random())));
    const start = Math.floor(random() * (scale - frequency + 1));
    return [Math.floor(random() * lanes), start, frequency];
  });
}

function coded(symbols: readonly (readonly [number, number, number])[], lanes: number): Uint8Array {
  const list = new SymbolList();
  for (const symbol of symbols) list.add(...symbol);
  const out = new ByteWriter();
  list.write(lanes, out);
  return out.toBytes();
}

describe("lanes with frequencies of 2^26", () => {
  for (const [count, lanes] of [
    [0, 1],
    [1, 1],
    [5000, 1],
    [5000, 7],
    [300, 128],
  ]) {
    it(`give ${count} symbols in ${lanes} lanes back, in their ideal length`, () => {
      const symbols = randomSymbols(count, lanes, count + lanes);
      const bytes = coded(symbols, lanes);
      const reader = new ByteReader(bytes, "a test");
      const decoder = new WideLaneDecoder(reader);
      let bits = 0;
      for (const [lane, start, frequency] of symbols) {
        const slot = decoder.slot(lane);
        expect(slot >= start && slot < start + frequency).toBe(true);
        decoder.take(lane, start, frequency);
        bits += 26 - Math.log2(frequency);
      }
      decoder.finish();
      expect(reader.remaining).toBe(0);
      expect(bytes.length - bits / 8).toBeLessThan(7 * lanes + 8 + bits / 8 / 500);
    });
  }

  it("refuse what is damaged or cut off", () => {
    const symbols = randomSymbols(400, 4, 9);
    const bytes = coded(symbols, 4);
    const decode = (damaged: Uint8Array): void => {
      const decoder = new WideLaneDecoder(new ByteReader(damaged, "a test"));
      for (const [lane, start, frequency] of symbols) decoder.take(lane, start, frequency);
      decoder.finish();
    };
    decode(bytes);
    for (let at = 0; at < bytes.length; at += 3) {
      const damaged = bytes.slice();
      damaged[at] ^= 32;
      expect(() => decode(damaged)).toThrow(FileFormatError);
      expect(() => decode(bytes.slice(0, at))).toThrow(FileFormatError);
    }
  });
});
