import { describe, expect, it } from "vitest";
import { ByteReader } from "../../../../src/codec/byteReader.js";
import { ByteWriter } from "../../../../src/codec/byteWriter.js";
import { BinCoder } from "../../../../src/codec/entropy/binCoding.js";
import { readBinTable, writeBinTable } from "../../../../src/codec/entropy/binTableCoding.js";
import { BitReader } from "../../../../src/codec/entropy/bitReader.js";
import { BitWriter } from "../../../../src/codec/entropy/bitWriter.js";
import {
  laneCount,
  readStreams,
  writeStreams,
} from "../../../../src/codec/entropy/codedStreams.js";
import { fitBins } from "../../../../src/codec/entropy/fitBins.js";
import { seededNormal, seededRandom } from "../random.js";

/** Sends numbers through fit, table, lanes and back. */
function roundTrip(values: Float64Array, lanes?: number): { back: Float64Array; bytes: number } {
  const { table } = fitBins(values);
  const bits = new BitWriter();
  writeBinTable(table, bits);
  const tableBytes = bits.toBytes();
  const out = new ByteWriter();
  const stream = { coder: new BinCoder(table), values, atomOf: null };
  writeStreams([stream], lanes ?? laneCount(values.length), out);
  const stored = readBinTable(new BitReader(tableBytes, "test"), 0);
  const data = out.toBytes();
  const [decoded] = readStreams(
    [{ table: stored, rows: values.length }],
    new ByteReader(data, "test"),
  );
  return { back: decoded.values, bytes: tableBytes.length + data.length };
}

/** Entropy of the values' own histogram in bytes: the least that a coder of single values can need. */
function orderZeroBytes(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits += count * Math.log2(values.length / count);
  return bits / 8;
}

const normal = seededNormal(1);
const random = seededRandom(2);
const distributions: Readonly<Record<string, (row: number) => number>> = {
  "narrow normal": () => Math.round(30 * normal()),
  "wide normal": () => Math.round(1e4 * normal()),
  exponential: () => Math.floor(-200 * Math.log(1 - random())),
  "zero-inflated": () => (random() < 0.9 ? 0 : Math.round(500 * random())),
  uniform: () => Math.floor(1000 * random()),
  "heavy tails": () => Math.round(Math.exp(3 * normal())),
  "up to 2^52": () => Math.floor(random() * 2 ** 52) * (random() < 0.5 ? 1 : -1),
  constant: () => -77,
  "two values far apart": (row) => (row % 3 === 0 ? -(2 ** 51) : 2 ** 51),
  "rows counted": (row) => row,
};

describe("streams of numbers", () => {
  for (const [name, draw] of Object.entries(distributions)) {
    for (const rows of [1, 2, 17, 1000, 40_000]) {
      it(`come back: ${name}, ${rows} rows`, () => {
        const values = Float64Array.from({ length: rows }, (_, row) => draw(row) + 0);
        expect(roundTrip(values).back).toEqual(values);
      });
    }
  }

  it("come back with any number of lanes", () => {
    const values = Float64Array.from({ length: 999 }, () => Math.round(1e5 * normal()) + 0);
    for (const lanes of [1, 2, 3, 64, 1000, 4096]) {
      expect(roundTrip(values, lanes).back).toEqual(values);
    }
  });

  for (const name of ["narrow normal", "exponential", "zero-inflated", "uniform"]) {
    it(`need at most 1 % more than their entropy, tables and lanes included: ${name}`, () => {
      const values = Float64Array.from({ length: 60_000 }, (_, row) => distributions[name](row));
      expect(roundTrip(values).bytes).toBeLessThan(1.01 * orderZeroBytes(values) + 64);
    });
  }

  it("need close to the entropy of the density where values hardly repeat", () => {
    const sigma = 1e7;
    const rows = 60_000;
    const values = Float64Array.from({ length: rows }, () => Math.round(sigma * normal()));
    const density = Math.log2(sigma * Math.sqrt(2 * Math.PI * Math.E));
    expect(roundTrip(values).bytes).toBeLessThan((1.005 * rows * density) / 8);
  });

  it("cost nothing per value where all are equal", () => {
    expect(roundTrip(new Float64Array(50_000).fill(5)).bytes).toBeLessThan(100);
  });

  it("keep atoms apart from numbers", () => {
    const atomOf = Uint8Array.from({ length: 3000 }, () =>
      random() < 0.3 ? 1 : random() < 0.1 ? 2 : 0,
    );
    const numbers = Float64Array.from(
      { length: atomOf.filter((atom) => atom === 0).length },
      () => Math.round(50 * normal()) + 0,
    );
    const atoms = [1, 2].map((atom) => atomOf.filter((value) => value === atom).length);
    const { table } = fitBins(numbers, atoms);
    const out = new ByteWriter();
    writeStreams([{ coder: new BinCoder(table), values: numbers, atomOf }], 4, out);
    const [{ symbols, values }] = readStreams(
      [{ table, rows: atomOf.length }],
      new ByteReader(out.toBytes(), "test"),
    );
    expect(values).toEqual(numbers);
    expect(Array.from(symbols, (symbol) => (symbol < 2 ? symbol + 1 : 0))).toEqual([...atomOf]);
  });

  it("are read with little memory, however many they are", () => {
    const streams = 4000;
    const table = {
      scaleBits: 15,
      atoms: 0,
      lowers: Float64Array.of(0, 1),
      rawBits: new Uint8Array(2),
      frequencies: Uint32Array.of(2 ** 14, 2 ** 14),
    };
    const bits = new BitWriter();
    const out = new ByteWriter();
    const coder = new BinCoder(table);
    const written = Array.from({ length: streams }, (_, i) => ({
      coder,
      values: Float64Array.of(i % 2),
      atomOf: null,
    }));
    for (let i = 0; i < streams; i++) writeBinTable(table, bits);
    writeStreams(written, 1, out);
    const before = process.memoryUsage().arrayBuffers;
    const stored = new BitReader(bits.toBytes(), "test");
    const plans = written.map(() => ({ table: readBinTable(stored, 0), rows: 1 }));
    const back = readStreams(plans, new ByteReader(out.toBytes(), "test"));
    // A look-up of 64 kB kept for each stream would be 262 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e8);
    expect(back.map(({ values }) => values[0])).toEqual(written.map(({ values }) => values[0]));
  });
});
