import { describe, expect, it } from "vitest";
import { timesPowerOfTwo } from "../../../../src/codec/grids/powerOfTwo.js";
import { seededRandom } from "../random.js";

describe("timesPowerOfTwo", () => {
  it("agrees with the library's power to 2^-49", () => {
    const random = seededRandom(3);
    for (let i = 0; i < 20_000; i++) {
      const exponent = 1001 * random() - 1;
      const ratio = timesPowerOfTwo(3, exponent) / (3 * 2 ** exponent);
      expect(Math.abs(ratio - 1)).toBeLessThan(2 ** -49 + exponent * 2 ** -52);
    }
  });

  it("gives whole powers exactly, reaches all of float64, and is never NaN", () => {
    expect(timesPowerOfTwo(2 ** -1020, 2043)).toBe(2 ** 1023);
    expect(timesPowerOfTwo(1.5, 0)).toBe(1.5);
    expect(timesPowerOfTwo(1, -1)).toBe(0.5);
    expect(timesPowerOfTwo(1, -1e-20)).toBe(1);
    expect(timesPowerOfTwo(1, 2100)).toBe(Infinity);
  });

  it("rises", () => {
    let before = 0;
    for (let i = 0; i < 50_000; i++) {
      const value = timesPowerOfTwo(1, i * 1e-4);
      expect(value).toBeGreaterThan(before);
      before = value;
    }
  });
});
