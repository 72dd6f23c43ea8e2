import { crc32 as judge } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../../src/data/crc32.js";
import { seededRandom } from "../codec/random.js";

describe("crc32", () => {
  const random = seededRandom(2);
  const bytes = Uint8Array.from({ length: 1000 }, () => 256 * random());

  it("equals zlib's for every length and start", () => {
    for (let length = 0; length < 40; length++) {
      for (let from = 0; from < 9; from++) {
        const part = bytes.subarray(from, from + length);
        expect(crc32(part)).toBe(judge(part));
      }
    }
    expect(crc32(bytes)).toBe(judge(bytes));
  });

  it("goes on from the checksum of what comes before", () => {
    for (const cut of [0, 1, 7, 8, 500, 1000]) {
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(judge(bytes));
    }
  });
});
