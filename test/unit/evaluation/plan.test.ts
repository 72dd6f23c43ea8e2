import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/parseConfig.js";
import { evaluationPlan } from "../../../src/evaluation/derived/evaluationPlan.js";
import { evaluateTables, type TablesEvaluation } from "../../../src/evaluation/evaluateTables.js";
import { seededRandom } from "../../support/seededRandom.js";
import { columnOf, counted, described, normal, tableOf } from "./tables.js";

const rows = 4000;
const random = seededRandom(31);
const pt = Float32Array.from({ length: rows }, () => 10 - 30 * Math.log(1 - random()));
const eta = Float32Array.from({ length: rows }, () => 1.5 * normal(random));
const mass = Float64Array.from({ length: rows }, () =>
  random() < 0.4 ? 174 + 6 * normal(random) : 100 + 125 * random(),
);
const weight = Float32Array.from({ length: rows }, () => 0.5 + random());
const id = BigInt64Array.from({ length: rows }, (_, i) => BigInt(i));
pt[7] = -999;

/** Every value off by up to a half. */
function shifted<T extends Float32Array | Float64Array>(values: T): T {
  return values.map((value) => (value === -999 ? value : value + random() - 0.5)) as T;
}
const after = {
  pt: shifted(pt),
  eta: shifted(eta),
  mass: shifted(mass),
  weight: weight.map((w) => w * 1.01),
};

async function evaluate(evaluation: object, weighted = false): Promise<TablesEvaluation> {
  const { config } = parseConfig(JSON.stringify({ input: "a.npz", evaluation }));
  const columns = [
    described("jet.pt", { label: "pt", unit: "GeV", sentinels: [-999] }),
    described("eta"),
    described("mass", { absoluteBound: 0.3, boundKind: "absolute" }),
    described("weight"),
    described("id"),
  ];
  const table = (side: typeof after) =>
    tableOf(
      columnOf("jet.pt", "float32", side.pt),
      columnOf("eta", "float32", side.eta),
      columnOf("mass", "float64", side.mass),
      columnOf("weight", "float32", side.weight),
      columnOf("id", "int64", id),
    );
  return evaluateTables({
    original: table({ pt, eta, mass, weight }),
    decompressed: table(after),
    columns,
    plan: evaluationPlan(config!.evaluation, columns, weighted ? "weight" : null),
  });
}

describe("a selection", () => {
  it("leaves the events of each side that fulfil it there, and pairs those of the original", async () => {
    const { columns, selection } = await evaluate({ selection: "pt > 20 && abs(eta) < 2" });
    const passes = (p: number, e: number): boolean => p > 20 && Math.abs(e) < 2;
    const before = [...pt.keys()].filter((i) => passes(pt[i], eta[i]));
    const behind = [...pt.keys()].filter((i) => passes(after.pt[i], after.eta[i]));
    expect(behind).not.toEqual(before);
    expect(selection).toEqual({
      formula: "pt > 20 && abs(eta) < 2",
      original: before.length,
      decompressed: behind.length,
    });
    const [shown] = columns;
    expect(shown.original.entries).toBe(before.length);
    expect(shown.decompressed.entries).toBe(behind.length);
    expect(shown.original.min).toBeGreaterThan(20);
    expect(shown.decompressed.min).toBeGreaterThan(20);
    expect(counted(shown.beforeAfter.decompressed)).toBe(behind.length);
    expect(shown.residualStatistics.entries).toBe(before.length);
    const residuals = before.map((i) => after.pt[i] - pt[i]);
    const largest = Math.max(...residuals.map(Math.abs));
    expect(shown.residualStatistics.maxAbs).toBeCloseTo(largest, 12);
    expect(shown.residualStatistics.mean).toBeCloseTo(
      residuals.reduce((a, b) => a + b) / before.length,
      12,
    );
  });

  it("checks bounds on every event all the same", async () => {
    const outside = mass.filter((value, i) => Math.abs(after.mass[i] - value) > 0.3).length;
    const { columns } = await evaluate({ selection: "pt > 60" });
    expect(columns[2].residualStatistics.outsideBound).toBe(outside);
  });

  it("correlates the events of each side", async () => {
    const { correlations } = await evaluate({ selection: "mass > 170 && mass < 178" });
    expect(correlations.original).not.toEqual(correlations.decompressed);
    const { value, columns } = correlations.largestChange!;
    const at = (name: string): number => correlations.columns.indexOf(name);
    const place = at(columns[0]) * correlations.columns.length + at(columns[1]);
    expect(value).toBe(correlations.decompressed[place]! - correlations.original[place]!);
    const changes = correlations.original.map((r, i) =>
      Math.abs(correlations.decompressed[i]! - r!),
    );
    expect(Math.abs(value)).toBe(Math.max(...changes));
  });

  it("may leave nothing", async () => {
    const { columns, selection } = await evaluate({ selection: "pt > 1e9" });
    expect(selection).toMatchObject({ original: 0, decompressed: 0 });
    expect(JSON.stringify(columns)).not.toContain("null,null");
    expect(columns[0].original.entries).toBe(0);
  });
});

describe("a derived quantity", () => {
  it("is computed on both sides and shown like a column", async () => {
    const { columns, correlations } = await evaluate({
      derived: { energy: "sqrt((pt*cosh(eta))^2 + mass^2)", twice: "2*energy + 0*id" },
    });
    const energy = (p: ArrayLike<number>, e: ArrayLike<number>, m: ArrayLike<number>, i: number) =>
      Math.sqrt((p[i] * Math.cosh(e[i])) ** 2 + m[i] ** 2);
    const [shown, twice] = columns.slice(-2);
    expect(shown).toMatchObject({
      name: "energy",
      boundKind: "none",
      formula: "sqrt((pt*cosh(eta))^2 + mass^2)",
    });
    // The sentinel of pt has no energy.
    expect(shown.original).toMatchObject({ entries: rows - 1, nan: 1 });
    let sum = 0;
    for (let i = 0; i < rows; i++) {
      if (i === 7) continue;
      sum += energy(after.pt, after.eta, after.mass, i) - energy(pt, eta, mass, i);
    }
    expect(shown.residualStatistics.mean).toBeCloseTo(sum / (rows - 1), 8);
    expect(twice.residualStatistics.mean).toBeCloseTo((2 * sum) / (rows - 1), 8);
    expect(correlations.columns).toContain("energy");
    expect(shown.rmsOverSigma).toBeCloseTo(shown.residualStatistics.rms / shown.original.std, 12);
  });
});

describe("weights", () => {
  it("fill histograms with their sums, and give them the roots of the sums of their squares", async () => {
    const { columns, weight: name } = await evaluate({}, true);
    expect(name).toBe("weight");
    const { edges, original, decompressed } = columns[2].beforeAfter;
    const bin = Math.floor(edges.length / 2);
    const inside = [...mass.keys()].filter(
      (i) => mass[i] >= edges[bin] && mass[i] < edges[bin + 1],
    );
    expect(original.counts[bin]).toBeCloseTo(
      inside.reduce((sum, i) => sum + weight[i], 0),
      6,
    );
    expect(original.errors![bin]).toBeCloseTo(
      Math.sqrt(inside.reduce((sum, i) => sum + weight[i] ** 2, 0)),
      6,
    );
    const total = weight.reduce((sum, w) => sum + w, 0);
    expect(counted(original)).toBeCloseTo(total, 4);
    expect(counted(decompressed) / total).toBeCloseTo(1.01, 5);
    expect(counted(columns[2].residual)).toBeCloseTo(total, 4);
    expect(columns[3].beforeAfter.original.errors).toBeUndefined();
    expect(columns[2].original.entries).toBe(rows);
  });
});

describe("fits", () => {
  it("are made of what the selection leaves, with weights, on columns and derived quantities", async () => {
    const { fits } = await evaluate(
      {
        selection: "pt > 15",
        derived: { half: "mass/2" },
        fits: [
          { column: "mass", window: [110, 220] },
          { column: "half", window: [55, 110], background: "constant" },
        ],
      },
      true,
    );
    const [first, second] = fits!;
    expect(first.original.peak!.mean.value).toBeGreaterThan(172);
    expect(first.original.peak!.mean.value).toBeLessThan(176);
    expect(2 * second.original.peak!.mean.value).toBeCloseTo(first.original.peak!.mean.value, 0);
    expect(first.original.errors).toHaveLength(first.original.counts.length);
    const passing = [...mass.keys()].filter((i) => pt[i] > 15 && mass[i] >= 110 && mass[i] <= 220);
    expect(first.original.counts.reduce((a, b) => a + b)).toBeCloseTo(
      passing.reduce((sum, i) => sum + weight[i], 0),
      4,
    );
    expect(Math.abs(first.shift!.mean.pull!)).toBeLessThan(2);
    expect(first.shift!.mean.percent).toBeCloseTo(
      (100 * first.shift!.mean.difference) / first.decompressed.peak!.mean.value,
      12,
    );
  });
});
