import { describe, expect, it } from "vitest";
import { breitWigner, normal, poisson, powerLaw } from "../../../src/sample/distributions.js";
import { randomStream } from "../../../src/sample/seededRandom.js";

const n = 40000;

function draws(seed: number, draw: (random: ReturnType<typeof randomStream>) => number): number[] {
  const random = randomStream(seed, 0);
  return Array.from({ length: n }, () => draw(random));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / n;
const share = (values: readonly number[], test: (value: number) => boolean): number =>
  values.filter(test).length / n;

describe("distributions", () => {
  it("uniform numbers fill (0, 1) evenly", () => {
    const values = draws(1, (random) => random.uniform());
    expect(Math.min(...values)).toBeGreaterThan(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * n));
    for (let k = 0; k < 10; k++) {
      expect(share(values, (u) => Math.floor(10 * u) === k)).toBeCloseTo(0.1, 1.8);
    }
  });

  it("normal has its mean, width and tails", () => {
    const values = draws(2, (random) => normal(random, 3, 2));
    expect(Math.abs(mean(values) - 3)).toBeLessThan((5 * 2) / Math.sqrt(n));
    expect(share(values, (x) => Math.abs(x - 3) < 2)).toBeCloseTo(0.6827, 1.8);
    expect(share(values, (x) => Math.abs(x - 3) < 4)).toBeCloseTo(0.9545, 1.8);
  });

  it("Breit–Wigner has half of its area within its full width, and ends at its reach", () => {
    const values = draws(3, (random) => breitWigner(random, 91.2, 2.5, 1000));
    expect(share(values, (x) => Math.abs(x - 91.2) < 1.25)).toBeCloseTo(0.5, 1.8);
    const cut = draws(3, (random) => breitWigner(random, 91.2, 2.5, 5));
    expect(Math.max(...cut.map((x) => Math.abs(x - 91.2)))).toBeLessThanOrEqual(5);
  });

  it("power law falls by 2^slope when its argument doubles", () => {
    const values = draws(4, (random) => powerLaw(random, 10, 1e6, 2));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(10);
    expect(share(values, (x) => x > 20)).toBeCloseTo(0.25, 1.8);
    expect(share(values, (x) => x > 40)).toBeCloseTo(0.0625, 1.8);
  });

  it.each([3, 90])("Poisson of mean %d has that variance too", (expected) => {
    const values = draws(5, (random) => poisson(random, expected));
    const average = mean(values);
    const variance = mean(values.map((x) => (x - average) ** 2));
    expect(values.every(Number.isInteger)).toBe(true);
    expect(Math.abs(average - expected)).toBeLessThan(5 * Math.sqrt(expected / n));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
  });
});
