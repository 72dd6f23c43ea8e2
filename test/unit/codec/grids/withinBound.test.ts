import { describe, expect, it } from "vitest";
import { withinBound } from "../../../../src/codec/grids/withinBound.js";
import { seededRandom } from "../random.js";

/** A float64 number as a whole multiple of 2^-1074. */
function exactly(value: number): bigint {
  const [word] = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer);
  const exponent = Number(word >> 52n);
  const mantissa = (word & (2n ** 52n - 1n)) + (exponent > 0 ? 2n ** 52n : 0n);
  const size = mantissa << BigInt(Math.max(0, exponent - 1));
  return value < 0 ? -size : size;
}

describe("withinBound", () => {
  it("agrees with exact arithmetic where rounding could hide a violation", () => {
    const random = seededRandom(4);
    let hidden = 0;
    for (let i = 0; i < 20_000; i++) {
      const original = (random() - 0.5) * 2 ** Math.floor(60 * random() - 30);
      const restored = (random() - 0.5) * 2 ** Math.floor(60 * random() - 30);
      const bound = Math.abs(restored - original);
      const difference = exactly(restored) - exactly(original);
      const within = (difference < 0n ? -difference : difference) <= exactly(bound);
      expect(withinBound(original, restored, bound)).toBe(within);
      if (!within) hidden++;
    }
    expect(hidden).toBeGreaterThan(1000);
  });

  it("refuses what is not finite", () => {
    expect(withinBound(NaN, 1, 10)).toBe(false);
    expect(withinBound(1e308, -1e308, Number.MAX_VALUE)).toBe(false);
  });
});
