import { _steppedLineTo as steppedLineTo } from "chart.js/helpers";
import { describe, expect, it } from "vitest";
import { beforeAfterChart } from "../../../webview/charts/beforeAfterChart.js";
import { binAxis, stepPoints } from "../../../webview/charts/binSteps.js";
import { readTheme } from "../../../webview/charts/theme.js";
import { smallColumn } from "../support/smallRun.js";

/** The corners that Chart.js draws for a step line. */
function drawnPath(
  points: readonly { x: number; y: number }[],
  stepped: string,
): [number, number][] {
  const path: [number, number][] = [[points[0].x, points[0].y]];
  const context = {
    lineTo: (x: number, y: number) => path.push([x, y]),
  } as unknown as CanvasRenderingContext2D;
  for (let index = 1; index < points.length; index++) {
    const [from, to] = [points[index - 1], points[index]].map((point) => ({
      ...point,
      skip: false,
      stop: false,
    }));
    steppedLineTo(context, from as never, to as never, false, stepped as never);
    path.push([to.x, to.y]);
  }
  return path;
}

describe("step lines over bins", () => {
  it("draw a peak over its own bin, not beside it", () => {
    const column = smallColumn("pt", 100, 0.1, 4);
    const edges = [0, 10, 20, 30, 40];
    const side = { counts: [1, 1, 9, 1], underflow: 0, overflow: 0 };
    const peaked = {
      ...column,
      beforeAfter: { edges, original: side, decompressed: side, logY: false, logX: false },
    };
    const { data } = beforeAfterChart(readTheme(), peaked, "linear") as unknown as {
      data: { datasets: { data: { x: number; y: number }[]; stepped: string }[] };
    };
    expect(data.datasets).toHaveLength(2);
    for (const dataset of data.datasets) {
      const atPeak = drawnPath(dataset.data, dataset.stepped).filter(([, y]) => y === 9);
      expect(Math.min(...atPeak.map(([x]) => x))).toBe(20);
      expect(Math.max(...atPeak.map(([x]) => x))).toBe(30);
    }
  });

  it("end on the last edge and are lifted onto a log axis", () => {
    expect(stepPoints([0, 1, 2], [0, 5], 0.5)).toEqual([
      { x: 0, y: 0.5 },
      { x: 1, y: 5 },
      { x: 2, y: 5 },
    ]);
  });

  it("leave room for marked bins outside, on linear and log axes", () => {
    const linear = binAxis([0, 50, 100], false);
    expect(linear.min).toBeCloseTo(-3, 9);
    expect(linear.under[1]).toBeLessThan(0);
    expect(linear.over[0]).toBeGreaterThan(100);
    const log = binAxis([1, 10, 100], true);
    expect(log.min).toBeGreaterThan(0);
    expect(log.min).toBeLessThan(1);
    expect(log.max).toBeGreaterThan(100);
  });
});
