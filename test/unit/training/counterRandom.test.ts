import { describe, expect, it } from "vitest";
import { permutation, philox, randomWords } from "../../../src/training/counterRandom.js";

describe("philox", () => {
  it("gives the published answers of Philox4x32-10", () => {
    const ones = 0xffffffff;
    expect(philox([0, 0], [0, 0, 0, 0])).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    expect(philox([ones, ones], [ones, ones, ones, ones])).toEqual([
      0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
    ]);
    expect(
      philox([0xa4093822, 0x299f31d0], [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]),
    ).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
  });
});

describe("randomWords", () => {
  it("is a longer piece of the same sequence when more are asked for", () => {
    expect([...randomWords(7, 2, 3, 101).slice(0, 10)]).toEqual([...randomWords(7, 2, 3, 10)]);
  });

  it("tells seeds, streams and indices apart", () => {
    const first = [...randomWords(1, 1, 0, 4)];
    expect([...randomWords(2, 1, 0, 4)]).not.toEqual(first);
    expect([...randomWords(1, 2, 0, 4)]).not.toEqual(first);
    expect([...randomWords(1, 1, 1, 4)]).not.toEqual(first);
  });

  it("is flat", () => {
    const counts = new Array<number>(16).fill(0);
    for (const word of randomWords(5, 1, 0, 160_000)) counts[word >>> 28]++;
    const chiSquare = counts.reduce((sum, n) => sum + (n - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(45);
  });
});

describe("permutation", () => {
  it("holds every number once, differs between indices and has no bias at its ends", () => {
    for (const count of [0, 1, 2, 5, 1000]) {
      const order = permutation(3, 3, 0, count);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }
    expect([...permutation(3, 3, 0, 50)]).not.toEqual([...permutation(3, 3, 1, 50)]);
    const first = new Array<number>(6).fill(0);
    for (let i = 0; i < 6000; i++) first[permutation(1, 3, i, 6)[0]]++;
    for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
