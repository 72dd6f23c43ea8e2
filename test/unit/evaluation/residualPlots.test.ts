import { describe, expect, it } from "vitest";
import { seededRandom } from "../../support/seededRandom.js";
import { columnOf, described, evaluateOne, normal, tableOf } from "./tables.js";
import { evaluateTables } from "../../../src/evaluation/evaluateTables.js";

const random = seededRandom(8);
const rows = 20000;
const energy = Float64Array.from({ length: rows }, () => 20 - 40 * Math.log(1 - random()));

describe("residual histogram", () => {
  it("has Δ = 0 in the middle of a bin, so that exact values make no lopsided peak", async () => {
    const report = await evaluateOne(
      energy,
      energy.map((x, i) => (i % 2 === 0 ? x : x + normal(random))),
    );
    const { counts, edges } = report.residual;
    const middle = (counts.length - 1) / 2;
    expect(edges[middle]).toBe(-edges[middle + 1]);
    expect(counts[middle]).toBeGreaterThan(rows / 2);
    expect(edges[edges.length - 1]).toBe(report.residualStatistics.q999);
  });

  it("has a bin for every whole residual of an integer column", async () => {
    const original = Int32Array.from({ length: 1000 }, (_, i) => i);
    const decompressed = original.map((x, i) => x + (i % 7) - 3);
    const report = await evaluateOne(
      original,
      decompressed,
      { boundKind: "absolute", absoluteBound: 3, gridStep: 7 },
      "int32",
    );
    expect(report.residual.edges).toEqual([-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5]);
    expect(report.residual.counts).toEqual([143, 143, 143, 143, 143, 143, 142]);
  });
});

describe("response", () => {
  it("is Δ over x in per cent, without values next to zero", async () => {
    const original = energy.slice();
    original.fill(0, 0, 500);
    const report = await evaluateOne(
      original,
      original.map((x) => 1.02 * x),
    );
    expect(report.response.mean).toBeCloseTo(2, 9);
    expect(report.response.sigma68).toBeCloseTo(0, 9);
    expect(report.response.excluded).toBe(500);
    expect(report.response.threshold).toBeCloseTo(1e-3 * report.original.std, 12);
  });
});

describe("profile", () => {
  it("follows a bias that grows with x, in bins of equal numbers", async () => {
    const report = await evaluateOne(
      energy,
      energy.map((x) => x + 0.01 * x + 0.5 * normal(random)),
    );
    expect(report.profile).toHaveLength(20);
    for (const bin of report.profile) {
      expect(bin.entries).toBe(rows / 20);
      expect(Math.abs(bin.mean - 0.01 * bin.x)).toBeLessThan(5 * (0.5 / Math.sqrt(bin.entries)));
      expect(bin.high - bin.low).toBeGreaterThan(0.8);
      expect(bin.high - bin.low).toBeLessThan(1.5);
      expect(bin.x).toBeGreaterThan(bin.from);
      expect(bin.x).toBeLessThan(bin.to);
    }
  });

  it("gives exact zeros a bin of their own", async () => {
    const original = energy.map((x, i) => (i % 10 < 6 ? 0 : x));
    const report = await evaluateOne(
      original,
      original.map((x) => (x === 0 ? 0 : x + 1)),
    );
    expect(report.profile[0]).toMatchObject({ from: 0, to: 0, entries: 0.6 * rows, mean: 0 });
    expect(report.profile.slice(1).every((bin) => Math.abs(bin.mean - 1) < 1e-9)).toBe(true);
    expect(report.profile.reduce((sum, bin) => sum + bin.entries, 0)).toBe(rows);
  });
});

describe("density", () => {
  it("counts rows in their cells, Δ upwards", async () => {
    const original = Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    const decompressed = original.map((x, i) => x + (i === 9 ? 0.4 : 0));
    const report = await evaluateOne(original, decompressed, {
      boundKind: "absolute",
      absoluteBound: 0.5,
    });
    const { xEdges, yEdges, counts } = report.density;
    const columns = xEdges.length - 1;
    const cell = counts.indexOf(1, counts.length - columns * 6);
    const row = Math.floor(cell / columns);
    const column = cell % columns;
    expect(yEdges[row]).toBeLessThanOrEqual(0.4);
    expect(yEdges[row + 1]).toBeGreaterThan(0.4);
    expect(xEdges[column]).toBeLessThanOrEqual(9);
    expect(xEdges[column + 1]).toBeGreaterThan(9);
    expect(counts.reduce((sum, count) => sum + count)).toBe(10);
  });

  it("has cells of one width, made of whole bins", async () => {
    const report = await evaluateOne(energy, energy);
    const { edges } = report.beforeAfter;
    const { xEdges } = report.density;
    const merged = Math.round((xEdges[1] - xEdges[0]) / (edges[1] - edges[0]));
    expect(merged).toBeGreaterThan(1);
    expect(xEdges.length).toBeLessThanOrEqual(61);
    for (let i = 1; i < xEdges.length; i++) {
      expect(xEdges[i] - xEdges[i - 1]).toBeCloseTo(xEdges[1] - xEdges[0], 9);
    }
  });
});

describe("correlations of a report", () => {
  it("leave sentinels and rows that are not finite out on both sides", async () => {
    const a = energy.slice();
    const b = energy.map((x) => 2 * x);
    b[0] = NaN;
    b[1] = -999;
    const table = tableOf(columnOf("a", "float64", a), columnOf("b", "float64", b));
    const { correlations } = await evaluateTables({
      original: table,
      decompressed: table,
      columns: [described("a"), described("b", { sentinels: [-999] })],
    });
    expect(correlations.columns).toEqual(["a", "b"]);
    expect(correlations.original[1]).toBeCloseTo(1, 12);
    expect(correlations.decompressed).toEqual(correlations.original);
    expect(correlations.original[0]).toBe(1);
  });
});
