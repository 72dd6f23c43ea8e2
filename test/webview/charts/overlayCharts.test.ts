import "../support/browserStubs.js";
import { describe, expect, it } from "vitest";
import {
  densityOf,
  entriesOverlay,
  residualOverlay,
  type Overlay,
} from "../../../webview/charts/overlayCharts.js";
import { readTheme } from "../../../webview/charts/theme.js";

const run = (name: string, edges: readonly number[], counts: readonly number[]) => ({
  ...{ name, edges, counts },
  color: 0,
  dash: [],
});
const overlay: Overlay = {
  title: "Δ",
  unit: "GeV",
  scale: "linear",
  logX: false,
  runs: [run("wide", [-4, -2, 0, 4], [1, 2, 1]), run("narrow", [-1, 0, 1], [5, 15])],
};
type Data = { datasets: { label: string; data: { x: number; y: number }[] }[] };

describe("densityOf", () => {
  it("gives areas of 1, whatever the bins", () => {
    for (const one of overlay.runs) {
      const area = densityOf(one).reduce(
        (sum, height, bin) => sum + height * (one.edges[bin + 1]! - one.edges[bin]!),
        0,
      );
      expect(area).toBeCloseTo(1, 12);
    }
  });

  it("is zero where there is nothing", () => {
    expect(densityOf({ edges: [0, 1, 2], counts: [0, 0] })).toEqual([0, 0]);
  });
});

describe("charts of several runs", () => {
  it("draw residuals of each over its own edges, on one axis that holds the widest", () => {
    const { data, options } = residualOverlay(readTheme(), overlay);
    const [wide, narrow] = (data as Data).datasets;
    expect(wide!.data.map(({ x }) => x)).toEqual([-4, -2, 0, 4]);
    expect(narrow!.data.map(({ y }) => y)).toEqual([0.25, 0.75, 0.75]);
    const { x } = (options as { scales: { x: { min: number; max: number } } }).scales;
    expect([x.min, x.max]).toEqual([-4, 4]);
  });

  it("draw entries over those of the original", () => {
    const edges = [0, 1, 2];
    const shown = { ...overlay, runs: [run("a", edges, [3, 4])] };
    const { datasets } = entriesOverlay(readTheme(), shown, edges, [2, 5]).data as Data;
    expect(datasets.map(({ label }) => label)).toEqual(["a", "original"]);
    expect(datasets[1]!.data.map(({ y }) => y)).toEqual([2, 5, 5]);
  });
});
