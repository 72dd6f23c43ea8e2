import { describe, expect, it } from "vitest";
import { binOf, fillHistogram } from "../../../src/evaluation/fillHistogram.js";
import { evaluateOne } from "./tables.js";
import { wantsLogCounts } from "../../../src/evaluation/wantsLogCounts.js";

describe("binOf", () => {
  it("gives a bin its left edge, and the last one both", () => {
    const edges = [0, 1, 2, 4];
    expect([-0.1, 0, 0.99, 1, 2, 4, 4.1].map((value) => binOf(edges, value))).toEqual([
      -1, 0, 0, 1, 2, 2, 3,
    ]);
  });
});

describe("fillHistogram", () => {
  it("counts nothing that is not finite", () => {
    expect(fillHistogram([NaN, Infinity, -Infinity, -1, 0.5, 9], [0, 1])).toEqual({
      counts: [1],
      underflow: 1,
      overflow: 1,
    });
  });

  it("puts a peak at a known place into the bin that holds the place", async () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) =>
      i < 1000 ? 91.19 : (i - 1000) / 10,
    );
    const { beforeAfter } = await evaluateOne(values, values);
    const { edges, original } = beforeAfter;
    const highest = original.counts.indexOf(Math.max(...original.counts));
    expect(edges[highest]).toBeLessThanOrEqual(91.19);
    expect(edges[highest + 1]).toBeGreaterThan(91.19);
    expect(beforeAfter.logY).toBe(true);
  });
});

describe("wantsLogCounts", () => {
  it("is for peaks far above the rest", () => {
    expect(wantsLogCounts([1000, 10, 9, 8, 0, 0])).toBe(true);
    expect(wantsLogCounts([10, 12, 9, 11, 0])).toBe(false);
    expect(wantsLogCounts([0, 0])).toBe(false);
  });
});
