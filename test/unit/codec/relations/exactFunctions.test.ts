import { describe, expect, it } from "vitest";
import {
  exactCos,
  exactCosh,
  exactExp,
  exactSin,
  exactSinh,
} from "../../../../src/codec/relations/exactFunctions.js";
import { seededRandom } from "../random.js";

const random = seededRandom(7);
const between = (low: number, high: number): number => low + (high - low) * random();

describe("functions of one sequence of operations", () => {
  it.each([
    ["exp", exactExp, Math.exp, 30],
    ["cosh", exactCosh, Math.cosh, 12],
    ["cos", exactCos, Math.cos, 7],
    ["sin", exactSin, Math.sin, 7],
  ] as const)("%s comes within 1e-14 of the library's", (_, own, library, reach) => {
    for (let trial = 0; trial < 5000; trial++) {
      const x = between(-reach, reach);
      expect(Math.abs(own(x) - library(x))).toBeLessThan(1e-14 * Math.max(1, Math.abs(library(x))));
    }
  });

  it("sinh loses no more than cancellation does", () => {
    for (let trial = 0; trial < 5000; trial++) {
      const x = between(-12, 12);
      expect(Math.abs(exactSinh(x) - Math.sinh(x))).toBeLessThan(1e-14 * Math.cosh(x));
    }
  });

  it("stay finite for every number, and take what has no angle for 0", () => {
    for (const x of [Infinity, -Infinity, 1e300, -1e300, 5e-324]) {
      expect(exactExp(x)).toBeGreaterThan(0);
      expect(exactExp(x)).toBeLessThan(Infinity);
      expect(Math.abs(exactSin(x))).toBeLessThanOrEqual(1);
    }
    expect([exactSin(NaN), exactCos(1e300)]).toEqual([0, 1]);
    expect(exactExp(NaN)).toBeNaN();
  });
});
