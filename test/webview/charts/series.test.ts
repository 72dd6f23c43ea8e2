import { describe, expect, it } from "vitest";
import type { MetricRecord } from "../../../src/protocol/runRecord.js";
import { curvesOf, smooth, thin } from "../../../webview/charts/series.js";
import { seededNumbers, smallMetrics } from "../support/smallRun.js";

describe("curvesOf", () => {
  it("tells the curves of repeats apart, and starts with the one that is used", () => {
    const mark = (repeat: number): MetricRecord[] =>
      smallMetrics.map((record) => ({ ...record, repeat }));
    const early: MetricRecord = { kind: "resumed", resumedAt: 0, repeat: 1 };
    const curves = curvesOf([...mark(1), ...mark(2), ...mark(3), early], 2);
    expect(curves.train).toHaveLength(curvesOf(smallMetrics).train.length);
    expect(curves.train.every(({ repeat }) => repeat === 2)).toBe(true);
    expect(curves.others).toHaveLength(2);
    expect(curves.others[0].train).toEqual([]);
    expect(curves.others[1].validation).toHaveLength(curves.validation.length);
    expect(curvesOf(smallMetrics).others).toEqual([]);
  });

  it("splits the records and finds the best", () => {
    const { train, validation, best } = curvesOf(smallMetrics);
    expect(train).toHaveLength(4);
    expect(validation).toHaveLength(4);
    expect(best?.epoch).toBe(3);
  });

  it("drops what came after the step a run was resumed at", () => {
    const again: MetricRecord = { ...smallMetrics[0], step: 30, loss: 0.5 } as MetricRecord;
    const { train, validation } = curvesOf([
      ...smallMetrics,
      { kind: "resumed", resumedAt: 20 },
      again,
    ]);
    expect(train.map(({ step }) => step)).toEqual([10, 20, 30]);
    expect(train[2].loss).toBe(0.5);
    expect(validation.map(({ step }) => step)).toEqual([10, 20]);
  });

  it("does not take a broken loss for the best", () => {
    const broken = { ...smallMetrics[1], loss: NaN } as MetricRecord;
    expect(curvesOf([broken, ...smallMetrics]).best?.epoch).toBe(3);
  });
});

describe("smooth", () => {
  const points = [4, 2, 6, 1].map((y, x) => ({ x, y }));

  it("changes nothing with weight 0 and starts at the first value", () => {
    expect(smooth(points, 0)).toEqual(points);
    expect(smooth(points, 0.9)[0].y).toBeCloseTo(4, 12);
  });

  it("is the debiased moving average", () => {
    const weight = 0.6;
    const weights = [weight ** 2, weight, 1];
    const mean =
      (4 * weights[0] + 2 * weights[1] + 6 * weights[2]) / weights.reduce((a, b) => a + b, 0);
    expect(smooth(points, weight)[2].y).toBeCloseTo(mean, 12);
  });

  it("leaves a gap where the value is not a number", () => {
    const shown = smooth(
      [
        { x: 0, y: 1 },
        { x: 1, y: NaN },
        { x: 2, y: 1 },
      ],
      0.5,
    );
    expect(shown[1].y).toBeNaN();
    expect(shown[2].y).toBeCloseTo(1, 12);
  });
});

describe("thin", () => {
  it("keeps a spike of one point among a million at its exact value", () => {
    const random = seededNumbers(1);
    const points = Array.from({ length: 1_000_000 }, (_, x) => ({ x, y: 1 + 0.01 * random() }));
    points[612_345] = { x: 612_345, y: 100 };
    points[87_654] = { x: 87_654, y: -5 };
    const shown = thin(points, 1000);
    expect(shown.length).toBeLessThanOrEqual(4004);
    expect(shown).toContainEqual({ x: 612_345, y: 100 });
    expect(shown).toContainEqual({ x: 87_654, y: -5 });
    expect(shown[0]).toEqual(points[0]);
    expect(shown[shown.length - 1]).toEqual(points[points.length - 1]);
    for (let index = 1; index < shown.length; index++) {
      expect(shown[index].x).toBeGreaterThan(shown[index - 1].x);
    }
  });

  it("gives short curves back as they are", () => {
    const points = [{ x: 0, y: 1 }];
    expect(thin(points, 10)).toBe(points);
  });
});
