import { describe, expect, it } from "vitest";
import { BinCoder, joinBins } from "../../../../src/codec/entropy/binCoding.js";
import { readBinTable, writeBinTable } from "../../../../src/codec/entropy/binTableCoding.js";
import { BitReader } from "../../../../src/codec/entropy/bitReader.js";
import { BitWriter } from "../../../../src/codec/entropy/bitWriter.js";
import { coverRange } from "../../../../src/codec/entropy/coverRange.js";
import { fitBins } from "../../../../src/codec/entropy/fitBins.js";
import { seededRandom } from "../random.js";

describe("tables for numbers that were not seen", () => {
  it.each([
    ["few numbers far apart", [0, 5, 5, 5, 90, 91], -3, 200],
    ["one number", [7, 7, 7], 0, 15],
    ["a wide range", [1, 2, 3, 1000], -(2 ** 51), 2 ** 51 - 3],
    ["the widest range, from the first bin on", [-(2 ** 51)], -(2 ** 51), 2 ** 51 - 3],
    ["no numbers", [], -4, 4],
  ] as const)("%s: every number of the range comes back", (_, seen, lowest, highest) => {
    const table = coverRange(fitBins(Float64Array.of(...seen), [3]).table, lowest, highest);
    const written = new BitWriter();
    writeBinTable(table, written);
    const read = readBinTable(new BitReader(written.toBytes(), "tables"), 1);
    expect(read).toEqual(table);
    const random = seededRandom(3);
    const values = Float64Array.from({ length: 500 }, (_, i) => {
      if (i < 3) return [lowest, highest, seen[0] ?? 0][i]!;
      const near = Math.floor(200 * random()) - 50;
      const far = lowest + Math.floor(random() * (highest - lowest));
      return Math.min(highest, Math.max(lowest, i % 2 ? near : far));
    });
    const raw = new BitWriter();
    const symbols = new BinCoder(table).split(values, null, raw);
    const back = joinBins(table, symbols, new BitReader(raw.toBytes(), "raw bits"));
    expect(Array.from(back)).toEqual(Array.from(values));
    // Numbers that were seen cost what they cost before, but for one part in 2^15.
    const unused = table.frequencies[table.atoms]!;
    expect(unused).toBe(1);
  });

  it("leaves tables alone that have every number", () => {
    const { table } = fitBins(Float64Array.of(0, 1, 2, 3, 3, 3));
    expect(coverRange(table, 0, 3)).toBe(table);
  });
});
