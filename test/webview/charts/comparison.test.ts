import { describe, expect, it } from "vitest";
import { fileSizes } from "../../../webview/charts/baselineBars.js";
import { budgetParts } from "../../../webview/charts/byteBudget.js";
import { inkOn, luminance, parseColor } from "../../../webview/charts/color.js";
import {
  correlationDifference,
  correlationMatrix,
} from "../../../webview/charts/correlationTable.js";
import {
  againstDecompressed,
  binOf,
  defaultDensity,
} from "../../../webview/charts/densityChart.js";
import { compareBins } from "../../../webview/charts/ratioChart.js";
import { normalizedResiduals } from "../../../webview/charts/residualBoxes.js";
import { smallColumn, smallEvaluation } from "../support/smallRun.js";

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe("compareBins", () => {
  it("divides where there is something to divide by", () => {
    const { values, band, centre } = compareBins([100, 0, 4], [90, 3, 6], "ratio");
    expect(values).toEqual([0.9, null, 1.5]);
    expect(band[0]).toBeCloseTo(0.1, 12);
    expect(centre).toBe(1);
  });

  it("subtracts around zero with √N for scale", () => {
    const { values, band, half } = compareBins([100, 0, 4], [90, 3, 6], "difference");
    expect(values).toEqual([-10, 3, 2]);
    expect(band).toEqual([10, 0, 2]);
    expect(half).toBeGreaterThanOrEqual(10);
  });
});

describe("density", () => {
  it("keeps the entries that stay on the axis when it is turned to x̂ against x", () => {
    const density = {
      xEdges: [0, 10, 20, 30],
      yEdges: [-2, -1, 0, 1, 2],
      counts: [0, 8, 0, 1, 2, 3, 4, 5, 6, 0, 7, 0],
    };
    const moved = againstDecompressed(density);
    expect(total(moved.counts)).toBeCloseTo(total(density.counts), 9);
    const rows = moved.yEdges.length - 1;
    for (let row = 0; row < rows; row++) {
      for (let bin = 0; bin < 3; bin++) {
        if (moved.counts[row * 3 + bin] === 0) continue;
        const centre = (moved.yEdges[row] + moved.yEdges[row + 1]) / 2;
        expect(Math.abs(centre - (density.xEdges[bin] + 5))).toBeLessThan(3);
      }
    }
  });

  it("finds bins, the last edge included", () => {
    expect([-1, 0, 0.9, 1, 3, 3.1, NaN].map((value) => binOf([0, 1, 2, 3], value))).toEqual([
      -1, 0, 0, 1, 2, -1, -1,
    ]);
  });

  it("shows the residual where a bound is set", () => {
    expect(defaultDensity(smallColumn("a", 100, 0.1, 1))).toBe("residual");
    const coarse = smallColumn("a", 100, null, 1);
    const wide = {
      ...coarse,
      residualStatistics: { ...coarse.residualStatistics, sigma68: 60 },
    };
    expect(defaultDensity(wide)).toBe("decompressed");
  });
});

describe("correlations", () => {
  it("names one unit for the differences and lists the largest first", () => {
    const { exponent, largest, pairs, matrix } = correlationDifference(
      smallEvaluation().correlations,
    );
    expect(exponent).toBe(-3);
    expect(largest).toBeCloseTo(10, 9);
    expect(pairs[0]).toMatchObject({ first: "event.pt", second: "event.mass" });
    expect(matrix.texts).toEqual(["", "−10", "0", "−10", "", "–", "0", "–", ""]);
    expect(Math.min(...matrix.values.map(Number))).toBeCloseTo(-1, 9);
  });

  it("shows whole per cent and no hyphen", () => {
    expect(correlationMatrix(["a", "b"], [1, -0.004, -0.43, null]).texts).toEqual([
      "100",
      "0",
      "−43",
      "–",
    ]);
  });

  it("says that nothing changed where nothing did", () => {
    const same = correlationDifference({
      columns: ["a", "b"],
      original: [1, 0.5, 0.5, 1],
      decompressed: [1, 0.5, 0.5, 1],
    });
    expect(same.largest).toBe(0);
    expect(same.matrix.texts).toEqual(["", "0", "0", ""]);
  });
});

describe("sizes", () => {
  it("puts every byte into one part of the budget", () => {
    const { compression } = smallEvaluation();
    const parts = budgetParts(compression, (name) => name);
    expect(total(parts.map(({ bytes }) => bytes))).toBeCloseTo(compression.outputBytes, 6);
    expect(parts.filter(({ kind }) => kind === "column")).toHaveLength(3);
    expect(parts.every(({ bytes }) => bytes >= 0)).toBe(true);
  });

  it("gives what no column owns to all of them", () => {
    const { compression } = smallEvaluation();
    const free = {
      ...compression,
      columns: compression.columns.map((column) => ({ ...column, bitsPerValue: 1 })),
    };
    const shared = budgetParts(free, (name) => name).find(({ kind }) => kind === "shared");
    expect(shared?.bytes).toBeCloseTo(2200 - 375, 6);
  });

  it("lists this file among the baselines by size", () => {
    expect(fileSizes(smallEvaluation().compression).map(({ bytes }) => bytes)).toEqual([
      9000, 3600, 3000,
    ]);
  });
});

describe("normalised residuals", () => {
  it("are in units of each column's σ, the worst first", () => {
    const residuals = normalizedResiduals(smallEvaluation().columns);
    const rms = residuals.map((residual) => residual.rms);
    expect(rms).toEqual([...rms].sort((a, b) => b - a));
    for (const { column, bound } of residuals) {
      expect((bound ?? 0) * column.original.std).toBeCloseTo(column.absoluteBound ?? 0, 9);
    }
  });

  it("live with a constant column", () => {
    const column = smallColumn("a", 1, 0.1, 1);
    const constant = { ...column, original: { ...column.original, std: 0 } };
    expect(Number.isFinite(normalizedResiduals([constant])[0].rms)).toBe(true);
  });
});

describe("ink", () => {
  it("stands out on any background", () => {
    for (const color of ["#000000", "#ffffff", "#5b93e6", "#e0605a", "#808080"]) {
      const background = luminance(parseColor(color));
      const ink = luminance(parseColor(inkOn(parseColor(color))));
      const contrast = (Math.max(background, ink) + 0.05) / (Math.min(background, ink) + 0.05);
      expect(contrast).toBeGreaterThan(4.5);
    }
  });
});
