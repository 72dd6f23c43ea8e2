import { describe, expect, it } from "vitest";
import { EdgePlaces } from "../../../../src/codec/masked/edgePlaces.js";
import { ClassIntervals } from "../../../../src/codec/masked/classes.js";
import { logisticTable, powerOfTwo, powerTable } from "../../../../src/codec/masked/exactTables.js";
import { Mixture, scale } from "../../../../src/codec/masked/mixture.js";
import { seededNormal, seededRandom } from "../random.js";

describe("tables", () => {
  it("hold powers of two and the logistic function to four digits", () => {
    powerTable.forEach((value, i) => expect(value / 2 ** 30 / 2 ** (-i / 1024)).toBeCloseTo(1, 4));
    logisticTable.forEach((value, i) => {
      expect(value / 2 ** 30).toBeCloseTo(1 / (1 + 2 ** -((i - 1024) / 64)), 4);
    });
    expect(powerOfTwo(-2048)).toBe(4);
    expect(powerOfTwo(3072)).toBe(1 / 8);
  });

  it("fall and rise without a step back", () => {
    for (let i = 1; i < powerTable.length; i++)
      expect(powerTable[i]).toBeLessThan(powerTable[i - 1]);
    for (let i = 1; i < logisticTable.length; i++) {
      expect(logisticTable[i]).toBeGreaterThanOrEqual(logisticTable[i - 1]);
    }
  });
});

/** Outputs of a network: multiples of 2^-10. */
function outputsOf(count: number, size: number, seed: number): Float64Array {
  const normal = seededNormal(seed);
  return Float64Array.from({ length: count }, () => {
    const value = Math.max(-4096, Math.min(4096, size * normal()));
    return Math.floor(value * 1024 + 0.5) / 1024;
  });
}

describe("mixtures", () => {
  it("fill 2^26 with intervals that never overlap, and find every slot again", () => {
    const random = seededRandom(3);
    for (let trial = 0; trial < 60; trial++) {
      const components = 1 + (trial % 8);
      const mixture = new Mixture(components);
      const size = [0.3, 3, 100, 1e4][trial % 4];
      mixture.set(outputsOf(3 * components, size, trial), 0);
      const cells = 1 + Math.floor(random() * 500);
      const edges = Float64Array.from({ length: cells + 1 }, () => 12 * random() - 6).sort();
      const places = new EdgePlaces(edges, true);
      let before = 0;
      for (let cell = 0; cell <= cells; cell++) {
        const start = mixture.start(places, cell);
        if (cell > 0) expect(start).toBeGreaterThan(before);
        before = start;
      }
      expect(mixture.start(places, 0)).toBe(0);
      expect(before).toBe(scale);
      for (const guide of [places, new EdgePlaces(edges, false)]) {
        for (let i = 0; i < 50; i++) {
          const slot = Math.floor(random() * scale);
          const cell = mixture.locate(guide, slot);
          expect(mixture.start(guide, cell)).toBeLessThanOrEqual(slot);
          expect(mixture.start(guide, cell + 1)).toBeGreaterThan(slot);
          expect(mixture.foundStart).toBe(mixture.start(guide, cell));
          expect(mixture.foundEnd).toBe(mixture.start(guide, cell + 1));
        }
      }
    }
  });

  it("give the probabilities of their formula", () => {
    const components = 3;
    const outputs = outputsOf(9, 1, 8);
    const mixture = new Mixture(components);
    mixture.set(outputs, 0);
    const weights = [0, 1, 2].map((k) => 2 ** outputs[k]);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (let x = -4; x <= 4; x += 0.37) {
      const expected = weights.reduce((sum, weight, k) => {
        const z = (x - outputs[3 + k]) / 2 ** outputs[6 + k];
        return sum + weight / total / (1 + 2 ** -z);
      }, 0);
      expect(mixture.below(x)).toBeCloseTo(expected, 4);
    }
  });
});

describe("classes", () => {
  it("fill 2^26, none empty, in proportion to powers of two", () => {
    const intervals = new ClassIntervals(4);
    intervals.set(Float64Array.of(9, 3, 2, 3, -4000), 1);
    const sizes = [0, 1, 2, 3].map((c) => intervals.starts[c + 1] - intervals.starts[c]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(scale);
    expect(sizes[0] / sizes[1]).toBeCloseTo(2, 5);
    expect(sizes[2] / sizes[0]).toBeCloseTo(1, 5);
    expect(sizes[3]).toBeGreaterThanOrEqual(1);
    for (const [c, start] of [...intervals.starts].slice(0, 4).entries()) {
      expect(intervals.locate(start)).toBe(c);
      expect(intervals.locate(intervals.starts[c + 1] - 1)).toBe(c);
    }
  });
});
