import { describe, expect, it } from "vitest";
import {
  countLimits,
  growByFactor,
  lossLimits,
  suitsLogLoss,
  ratioHalfRange,
  standsFarAbove,
  symmetricLimits,
} from "../../../webview/charts/scales.js";

describe("lossLimits", () => {
  it("holds every value with a margin on a log axis", () => {
    const { min, max } = lossLimits([0.5, 0.001, 0.02], "log");
    expect(min).toBeLessThan(0.001);
    expect(min).toBeGreaterThan(0.0005);
    expect(max).toBeGreaterThan(0.5);
    expect(max).toBeLessThan(1);
  });

  it("leaves out what the scale cannot show", () => {
    expect(lossLimits([NaN, Infinity, 0, -3, 0.1, 1], "log").min).toBeGreaterThan(0.05);
    expect(lossLimits([NaN], "log")).toEqual({ min: 0.1, max: 1 });
    expect(lossLimits([-3, 1], "linear").min).toBeLessThan(-3);
  });

  it("does not go below zero for a positive loss on a linear axis", () => {
    expect(lossLimits([0.001, 1], "linear").min).toBe(0);
  });

  it("opens an axis around a constant", () => {
    const log = lossLimits([0.2, 0.2], "log");
    expect(log.max / log.min).toBeGreaterThan(1.2);
    const linear = lossLimits([0, 0], "linear");
    expect(linear.max).toBeGreaterThan(linear.min);
  });
});

describe("other limits", () => {
  it("leaves room above the highest bin", () => {
    expect(countLimits(1000, "linear").max).toBeGreaterThan(1000);
    expect(countLimits(1000, "log").min).toBe(0.5);
    expect(countLimits(1000, "log").max).toBeGreaterThan(1000);
    expect(countLimits(0, "log").max).toBeGreaterThan(1);
  });

  it("picks a ratio range that holds all but the worst well-filled bin", () => {
    const original = [1000, 1000, 1000, 5];
    expect(ratioHalfRange(original, [1001, 1010, 1900, 50])).toBe(0.02);
    expect(ratioHalfRange(original, [1001, 1300, 1400, 50])).toBe(0.5);
  });

  it("knows steep histograms and geometric edges", () => {
    expect(standsFarAbove([100, 2, 3, 1, 2])).toBe(true);
    expect(standsFarAbove([10, 9, 8, 11])).toBe(false);
    expect(growByFactor([1, 2, 4, 8, 16])).toBe(true);
    expect(growByFactor([1, 2, 3, 4, 5])).toBe(false);
    expect(growByFactor([0, 2, 4, 8])).toBe(false);
    expect(symmetricLimits([-3, 1], 0)).toEqual({ min: -3, max: 3 });
  });
});

it.each([
  [[1, 0.2, 3], true],
  [[0, 1, 2, 3, 4, 5], true],
  [[0.001, -0.001, 0.002, -0.001], false],
  [[-1.2, -1.5], false],
  [[], false],
])("shows losses %j on a log axis: %s", (values, suits) => {
  expect(suitsLogLoss(values)).toBe(suits);
});
