import { describe, expect, it } from "vitest";
import { histogramEdges, type Binning } from "../../../src/evaluation/histogramEdges.js";
import { seededRandom } from "../../support/seededRandom.js";
import { evaluateOne, normal } from "./tables.js";

const random = seededRandom(3);

function edgesOf(values: ArrayLike<number>, options: Partial<Binning> = {}) {
  return histogramEdges({
    sorted: Float64Array.from(values).sort(),
    boolean: false,
    angle: false,
    bound: null,
    gridStep: null,
    quantum: Number.MIN_VALUE,
    limit: Number.MAX_VALUE,
    ...options,
  });
}

function sample(rows: number, value: (i: number) => number): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => value(i));
}

describe("the window", () => {
  it("holds the bulk, not the outliers", () => {
    const values = sample(10000, () => normal(random));
    values[0] = 1e6;
    const { edges } = edgesOf(values);
    expect(edges[0]).toBeGreaterThan(-4.5);
    expect(edges[0]).toBeLessThan(-3);
    expect(edges[edges.length - 1]).toBeGreaterThan(3);
    expect(edges[edges.length - 1]).toBeLessThan(4.5);
  });

  it("never starts below zero for a positive column", () => {
    const { edges } = edgesOf(sample(5000, () => 0.5 + 30 * random()));
    expect(edges[0]).toBeGreaterThanOrEqual(0);
    const falling = edgesOf(sample(5000, () => -Math.log(1 - random())));
    expect(falling.edges[0]).toBeGreaterThanOrEqual(0);
  });

  it("has the width of Freedman and Diaconis's rule, and 200 bins at most", () => {
    const values = sample(990, (i) => (i + 0.5) / 990);
    // IQR 1/2: width 2 · 0.5 · 990^(−1/3) = 0.1
    expect(edgesOf(values).edges).toHaveLength(11);
    const spiky = sample(100000, (i) => (i % 100 === 0 ? 1000 * normal(random) : normal(random)));
    expect(edgesOf(spiky).edges).toHaveLength(201);
  });

  it("is five bins about a constant", () => {
    const { edges } = edgesOf(sample(10, () => 2.5));
    expect(edges).toHaveLength(6);
    expect((edges[2] + edges[3]) / 2).toBeCloseTo(2.5, 12);
  });
});

describe("whole numbers", () => {
  it("stand in the middle of bins a whole number wide", () => {
    for (const [from, span] of [
      [0, 7],
      [3, 60],
      [-20, 500],
      [100000, 1e6],
    ]) {
      const { edges } = edgesOf(sample(3000, () => from + Math.floor(span * random())));
      for (const edge of edges) expect(Math.abs(edge % 1)).toBe(0.5);
      expect(edges.length).toBeLessThanOrEqual(201);
      if (span < 64) expect(edges[1] - edges[0]).toBe(1);
    }
  });

  it("show no comb where their bins are several wide", async () => {
    const values = Int32Array.from({ length: 60000 }, () => Math.floor(1200 * random()));
    const { beforeAfter } = await evaluateOne(values, values, {}, "int32");
    const inner = beforeAfter.original.counts.slice(1, -1);
    const mean = inner.reduce((sum, count) => sum + count, 0) / inner.length;
    for (const count of inner) expect(Math.abs(count - mean)).toBeLessThan(6 * Math.sqrt(mean));
  });

  it("on a coarser whole grid keep off its cells' edges", () => {
    const { edges } = edgesOf(
      sample(3000, () => Math.floor(500 * random())),
      {
        bound: 2,
        gridStep: 4,
      },
    );
    const width = edges[1] - edges[0];
    expect(width % 4).toBe(0);
    for (const edge of edges) expect((((edge - 2) % 4) + 4) % 4).not.toBe(0);
  });
});

describe("values on a grid", () => {
  const step = 0.0371;
  const values = sample(50000, () => 100 * Math.pow(random(), 2));
  const { edges } = edgesOf(values, { bound: step / 2, gridStep: step });

  it("get bins of whole numbers of steps, a quarter step off the cells' edges", () => {
    const perBin = (edges[1] - edges[0]) / step;
    expect(perBin).toBeCloseTo(Math.round(perBin), 6);
    for (const edge of edges) {
      const cells = edge / step - 0.5;
      expect(Math.abs(cells - Math.round(cells))).toBeCloseTo(0.25, 6);
    }
  });

  it("show a ratio without combs, which free bins would show", async () => {
    const coarse = 0.9;
    const original = sample(200000, () => 10 + 80 * random());
    const decompressed = original.map((x) => Math.round(x / coarse) * coarse);
    const scatter = async (gridStep: number | null): Promise<number> => {
      const { beforeAfter } = await evaluateOne(original, decompressed, {
        boundKind: "absolute",
        absoluteBound: coarse / 2,
        gridStep,
      });
      const ratios = beforeAfter.original.counts
        .map((count, i) => (count > 500 ? beforeAfter.decompressed.counts[i] / count : 1))
        .slice(2, -2);
      return Math.max(...ratios.map((ratio) => Math.abs(ratio - 1)));
    };
    expect(await scatter(coarse)).toBeLessThan(0.1);
    expect(await scatter(null)).toBeGreaterThan(0.3);
  });
});

describe("angles", () => {
  it("get the full turn, from −π or from 0", () => {
    const symmetric = edgesOf(
      sample(1000, () => (random() - 0.5) * 6),
      { angle: true },
    ).edges;
    expect([symmetric[0], symmetric[symmetric.length - 1]]).toEqual([-Math.PI, Math.PI]);
    const positive = edgesOf(
      sample(1000, () => random() * 6.28),
      { angle: true },
    ).edges;
    expect([positive[0], positive[positive.length - 1]]).toEqual([0, 2 * Math.PI]);
    // π as float32 holds it lies above π, and is not an overflow.
    const rounded = edgesOf([Math.fround(Math.PI), 0, 1, -2], { angle: true }).edges;
    expect(rounded[rounded.length - 1]).toBe(Math.fround(Math.PI));
  });
});

describe("many decades", () => {
  const values = sample(20000, () => Math.exp(2.5 * normal(random)));

  it("of a positive column get logarithmic bins", () => {
    const { edges, logX } = edgesOf(values);
    expect(logX).toBe(true);
    const factor = edges[1] / edges[0];
    for (let i = 2; i < edges.length; i++) expect(edges[i] / edges[i - 1]).toBeCloseTo(factor, 9);
    expect(edges[0]).toBeLessThan(1e-3);
    expect(edges[edges.length - 1]).toBeGreaterThan(1e3);
  });

  it("get equal bins where zeros or negative values are among them, or the grid is coarse", () => {
    const withZero = values.slice();
    withZero[0] = 0;
    expect(edgesOf(withZero).logX).toBe(false);
    expect(edgesOf(values, { bound: 1, gridStep: 2 }).logX).toBe(false);
    expect(edgesOf(values, { bound: 1e-9, gridStep: 2e-9 }).logX).toBe(true);
  });
});
