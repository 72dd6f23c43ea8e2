import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { chiSquareProbability } from "../../../../src/evaluation/fits/chiSquareProbability.js";
import { faddeevaReal } from "../../../../src/evaluation/fits/faddeeva.js";
import { fitPeak } from "../../../../src/evaluation/fits/fitPeak.js";
import type { BackgroundName, SignalName } from "../../../../src/protocol/peakFit.js";

interface Case {
  signal: SignalName;
  background: BackgroundName;
  edges: number[];
  sums: number[];
  squares: number[] | null;
  expected: {
    parameters: { name: string; value: number; error: number }[];
    chiSquare: number;
    freedom: number;
    probability: number;
  };
}

const folder = new URL("../../../fixtures/fits/", import.meta.url);

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as T;
}

// iminuit starts from the truth; these fits start from the data alone.
describe.each(["gaussianLinear", "crystalBallExponential", "breitWignerQuadratic", "weighted"])(
  "the fit of %s",
  (name) => {
    const spectrum = read<Case>(name);
    const fitted = fitPeak({ ...spectrum, edges: Float64Array.from(spectrum.edges) })!;

    it("finds iminuit's minimum", () => {
      expect(fitted.trouble).toBeNull();
      expect(Math.abs(fitted.chiSquare - spectrum.expected.chiSquare)).toBeLessThan(1e-3);
      expect(fitted.freedom).toBe(spectrum.expected.freedom);
      expect(fitted.probability).toBeCloseTo(spectrum.expected.probability, 4);
      for (const { name: parameter, value, error } of spectrum.expected.parameters) {
        const own = fitted.parameters.find((each) => each.name === parameter)!;
        expect(Math.abs(own.value - value) / error, parameter).toBeLessThan(0.01);
      }
    });

    it("has iminuit's uncertainties", () => {
      for (const { name: parameter, error } of spectrum.expected.parameters) {
        const own = fitted.parameters.find((each) => each.name === parameter)!;
        expect(own.error! / error, parameter).toBeGreaterThan(0.98);
        expect(own.error! / error, parameter).toBeLessThan(1.02);
      }
    });
  },
);

describe("special functions", () => {
  const { faddeeva, chiSquare } = read<{
    faddeeva: [number, number, number][];
    chiSquare: [number, number, number][];
  }>("functions");

  it.each(faddeeva)("w(%d + %di) is scipy's", (x, y, expected) => {
    expect(Math.abs(faddeevaReal(x, y) / expected - 1)).toBeLessThan(1e-9);
  });

  it.each(chiSquare)("χ² = %d with %d degrees of freedom", (value, freedom, expected) => {
    const own = chiSquareProbability(value, freedom);
    expect(Math.abs(own - expected)).toBeLessThan(1e-12 + 1e-10 * expected);
  });
});
