import { describe, expect, it } from "vitest";
import { exactInteger } from "../../../../src/codec/grids/exactInteger.js";
import { isWithin } from "../../../../src/codec/grids/tolerance.js";
import { seededRandom } from "../random.js";

describe("isWithin", () => {
  it("agrees with exact arithmetic at the edge of a relative bound", () => {
    const random = seededRandom(14);
    let near = 0;
    for (let i = 0; i < 20_000; i++) {
      const relative = 10 ** (-14 * random()) * 0.9;
      const x = (random() - 0.5) * 2 ** Math.floor(2000 * random() - 1040);
      const edge = x * (1 + (random() < 0.5 ? -relative : relative));
      const restored = edge * (1 + (Math.floor(5 * random()) - 2) * 2 ** -52);
      const size = exactInteger(restored) - exactInteger(x);
      const wanted =
        (size < 0n ? -size : size) * exactInteger(1) <=
        exactInteger(relative) * exactInteger(Math.abs(x));
      expect(isWithin(x, restored, { absolute: 0, relative })).toBe(wanted);
      if (Math.abs(Math.abs(restored - x) - relative * Math.abs(x)) <= Math.abs(x) * 1e-15) near++;
    }
    expect(near).toBeGreaterThan(5000);
  });

  it("keeps signs and zeros, and takes the larger of two parts", () => {
    const relative = { absolute: 0, relative: 0.5 };
    expect(isWithin(4, 2, relative)).toBe(true);
    expect(isWithin(-4, -6, relative)).toBe(true);
    expect(isWithin(-4, 6, relative)).toBe(false);
    expect(isWithin(0, 1e-300, { absolute: 1, relative: 0.5 })).toBe(false);
    expect(isWithin(1, 2, { absolute: 1, relative: 0.1 })).toBe(true);
    expect(isWithin(100, 110, { absolute: 1, relative: 0.1 })).toBe(true);
    expect(isWithin(100, 111, { absolute: 1, relative: 0.1 })).toBe(false);
    expect(isWithin(2n ** 62n, 2n ** 62n + 2n ** 58n, relative)).toBe(true);
    expect(isWithin(10n, 16n, relative)).toBe(false);
  });
});
