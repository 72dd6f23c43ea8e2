import { describe, expect, it } from "vitest";
import { AxisEvaluator } from "../../../src/codec/axisEvaluator.js";
import { fromScore, toScore, type AxisMap } from "../../../src/models/axisMap.js";
import { fitAxisMap } from "../../../src/training/normalization.js";
import { seededRandom } from "../../support/seededRandom.js";

const random = seededRandom(5);
const heavyTail = Float64Array.from({ length: 5000 }, () => 20 / (1e-4 + random()) - 3);
const narrow = Float64Array.from({ length: 5000 }, () => 1e9 + random());
const huge = Float64Array.from({ length: 500 }, () => (random() - 0.5) * 1e300);
const tiny = Float64Array.from({ length: 500 }, () => (random() - 0.5) * 1e-30);

describe("AxisEvaluator", () => {
  it.each<[string, AxisMap]>([
    ["a heavy tail", fitAxisMap(heavyTail)],
    ["a narrow range far from zero", fitAxisMap(narrow)],
    ["huge numbers", fitAxisMap(huge)],
    ["tiny numbers", fitAxisMap(tiny)],
    ["one segment", { knots: [-1, 4], scores: [0, 1] }],
    [
      "knots closer than single precision",
      { knots: [0, 1e-50, 1, 1 + 2 ** -40], scores: [0, 1, 2, 9] },
    ],
  ])("gives the bits of the plain search on %s", (_name, axis) => {
    const { knots, scores } = axis;
    const [low, high] = [knots[0], knots[knots.length - 1]];
    const numbers = [-Infinity, -1e308, -0, 0, 1e308, Infinity, 5e-324, -5e-324];
    for (const knot of [...knots, ...scores]) {
      const step = Math.abs(knot) * 2 ** -52 + 5e-324;
      numbers.push(knot, knot - step, knot + step, Math.fround(knot));
    }
    for (let i = 0; i < 5000; i++) {
      numbers.push(low + (high - low) * (1.4 * random() - 0.2), (random() - 0.5) * 2 ** (i % 200));
      numbers.push(scores[0] + 12 * (random() - 0.2));
    }
    const [to, from] = [AxisEvaluator.toScore(axis), AxisEvaluator.fromScore(axis)];
    for (const x of numbers) {
      expect(Object.is(to.at(x), toScore(axis, x)), `to the score of ${String(x)}`).toBe(true);
      expect(Object.is(from.at(x), fromScore(axis, x)), `from the score ${String(x)}`).toBe(true);
    }
    expect(to.at(NaN)).toBeNaN();
  });
});
