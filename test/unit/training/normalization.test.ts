import { describe, expect, it } from "vitest";
import { fromScore, toScore, type AxisMap } from "../../../src/models/axisMap.js";
import { fitAxisMap } from "../../../src/training/normalization.js";
import { seededRandom } from "../../support/seededRandom.js";

const random = seededRandom(11);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const draw = (count: number, value: () => number): number[] => Array.from({ length: count }, value);

function expectValid({ knots, scores }: AxisMap): void {
  expect(knots.length).toBe(scores.length);
  expect(knots.length).toBeGreaterThanOrEqual(2);
  expect(knots.length).toBeLessThanOrEqual(33);
  for (let i = 0; i < knots.length; i++) {
    expect(Number.isFinite(knots[i]) && Number.isFinite(scores[i])).toBe(true);
    if (i > 0) {
      expect(knots[i]).toBeGreaterThan(knots[i - 1]);
      expect(scores[i]).toBeGreaterThan(scores[i - 1]);
      expect(Number.isFinite(knots[i] - knots[i - 1])).toBe(true);
    }
  }
}

const columns: Record<string, number[]> = {
  normal: draw(5000, () => 40 + 3 * normal()),
  exponential: draw(5000, () => 20 - 35 * Math.log(1 - random())),
  "zero-inflated": draw(5000, () => (random() < 0.91 ? 0 : -Math.log(1 - random()) * 7)),
  "mostly one value, both sides": draw(5000, () => (random() < 0.8 ? 3 : 3 + normal())),
  flags: draw(1000, () => +(random() < 0.3)),
  constant: [5, 5, 5],
  "large constant": [1e308, 1e308],
  "largest constant": [Number.MAX_VALUE],
  "most negative constant": [-Number.MAX_VALUE],
  zeros: [0, 0],
  none: [],
  two: [1, 2],
  "huge range": draw(5000, () => 10 ** (60 * random() - 30)),
  "both signs, huge range": draw(
    5000,
    () => (random() < 0.5 ? -1 : 1) * 10 ** (60 * random() - 30),
  ),
  "whole range of float64": [-Number.MAX_VALUE, -1, 0, 1, Number.MAX_VALUE],
  "ends of float64": [-Number.MAX_VALUE, Number.MAX_VALUE],
  denormal: [0, 5e-324, 1e-320, 3e-322],
  "narrow around a large value": draw(1000, () => 1e9 + random() * 1e-6),
  "neighbouring floats": [1, 1 + Number.EPSILON],
  cauchy: draw(5000, () => Math.tan(Math.PI * (random() - 0.5))),
};

describe("fitAxisMap", () => {
  it.each(Object.entries(columns))("makes a valid map that keeps %s in bounds", (_name, values) => {
    const map = fitAxisMap(values);
    expectValid(map);
    for (const x of values) {
      const score = toScore(map, x);
      expect(Number.isFinite(score)).toBe(true);
      expect(Math.abs(score)).toBeLessThan(2000);
    }
  });

  it.each(["normal", "exponential", "zero-inflated", "cauchy", "mostly one value, both sides"])(
    "gives the bulk of %s about unit spread and comes back",
    (name) => {
      const values = columns[name];
      const map = fitAxisMap(values);
      const moving = values.map((x) => toScore(map, x)).filter((score) => Math.abs(score) > 0.02);
      const middle = moving.map(Math.abs).sort((a, b) => a - b)[Math.floor(moving.length / 2)];
      expect(middle).toBeGreaterThan(0.3);
      expect(middle).toBeLessThan(1.7);
      expect(Math.max(...moving.map(Math.abs))).toBeLessThan(14);
      for (const x of values) {
        expect(Math.abs(fromScore(map, toScore(map, x)) - x)).toBeLessThan(
          1e-9 * (1 + Math.abs(x)),
        );
      }
    },
  );

  it("takes the repeated value of a zero-inflated column near a score of zero", () => {
    expect(Math.abs(toScore(fitAxisMap(columns["zero-inflated"]), 0))).toBeLessThan(0.1);
  });

  it("maps a constant to zero", () => {
    for (const value of [5, 0, -3e200, 1e308]) {
      expect(toScore(fitAxisMap([value, value]), value)).toBe(0);
    }
  });

  it("is not moved by a few extreme values", () => {
    const clean = fitAxisMap(columns.normal);
    const dirty = fitAxisMap([...columns.normal, 1e12, -1e15]);
    const shift = toScore(dirty, 43) - toScore(dirty, 37);
    expect(shift / (toScore(clean, 43) - toScore(clean, 37))).toBeGreaterThan(0.7);
  });

  it("sees the extremes of columns that are too long to be sorted whole", () => {
    const values = new Float64Array(2_500_000);
    for (let i = 0; i < values.length; i++) values[i] = i % 1000;
    values[1] = -5e6;
    values[2_499_999] = 7e6;
    const { knots } = fitAxisMap(values);
    expect([knots[0], knots[knots.length - 1]]).toEqual([-5e6, 7e6]);
  });
});
