import { describe, expect, it } from "vitest";
import {
  addBase,
  subtractBase,
  wideLimits,
  type WideIntegers,
} from "../../../src/data/wideIntegers.js";

const highestSigned = 2n ** 63n - 1n;
const highestUnsigned = 2n ** 64n - 1n;
const signed: [string, WideIntegers, bigint] = [
  "signed around zero",
  BigInt64Array.of(-(2n ** 51n), -1n, 0n, 1n, 2n ** 32n - 1n, 2n ** 32n, -(2n ** 32n), 2n ** 51n),
  highestSigned,
];
const cases: [string, WideIntegers, bigint][] = [
  signed,
  ["the smallest", BigInt64Array.of(-(2n ** 63n), -(2n ** 63n) + 2n ** 52n), highestSigned],
  ["the largest", BigInt64Array.of(highestSigned, highestSigned - 2n ** 33n), highestSigned],
  ["unsigned", BigUint64Array.of(2n ** 63n - 5n, 2n ** 63n + 5n, 2n ** 63n), highestUnsigned],
  [
    "the largest unsigned",
    BigUint64Array.of(highestUnsigned, highestUnsigned - 7n),
    highestUnsigned,
  ],
];

describe("64-bit integers by their halves", () => {
  it.each(cases)("finds limits and differences: %s", (_name, values, highest) => {
    const plain = [...(values as Iterable<bigint>)];
    const sorted = [...plain].sort((a, b) => (a < b ? -1 : 1));
    const [low, high] = wideLimits(values);
    expect([low, high]).toEqual([sorted[0], sorted[sorted.length - 1]]);
    const indices = subtractBase(values, low);
    expect([...indices]).toEqual(plain.map((value) => Number(value - low)));
    const back = values.slice() as WideIntegers;
    back.fill(3n);
    expect(addBase(indices.subarray(1), low, highest, back, 1)).toBe(true);
    expect([...(back as Iterable<bigint>)]).toEqual([3n, ...plain.slice(1)]);
  });

  it("has limits of nothing", () => {
    expect(wideLimits(new BigInt64Array(0))).toEqual([0n, 0n]);
  });

  it.each([
    ["a negative index", [-1], 0n],
    ["an index beyond whole numbers", [2 ** 54], 0n],
    ["a sum above the type", [0, 2], highestSigned - 1n],
    ["what is no number", [NaN], 0n],
  ])("leaves %s to others", (_name, indices, base) => {
    const out = BigInt64Array.of(8n, 9n);
    expect(addBase(Float64Array.from(indices), base, highestSigned, out, 0)).toBe(false);
    expect(out).toEqual(BigInt64Array.of(8n, 9n));
  });
});
