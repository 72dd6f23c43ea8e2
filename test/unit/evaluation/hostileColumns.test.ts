import { describe, expect, it } from "vitest";
import type { ColumnType, ColumnValues } from "../../../src/data/table.js";
import { evaluateTables } from "../../../src/evaluation/evaluateTables.js";
import type { EvaluatedColumn } from "../../../src/evaluation/evaluatedColumn.js";
import type { ColumnEvaluation } from "../../../src/protocol/evaluation.js";
import { seededRandom } from "../../support/seededRandom.js";
import { columnOf, counted, described, normal, tableOf } from "./tables.js";

const random = seededRandom(5);
const many = 500;
const make = (value: (i: number) => number): Float64Array =>
  Float64Array.from({ length: many }, (_, i) => value(i));

interface Hostile {
  readonly original: ColumnValues;
  readonly decompressed?: ColumnValues;
  readonly type?: ColumnType;
  readonly options?: Partial<EvaluatedColumn>;
}

const max = Number.MAX_VALUE;
const bounded = (absoluteBound: number): Partial<EvaluatedColumn> => ({
  boundKind: "absolute",
  absoluteBound,
  gridStep: 2 * absoluteBound,
});

const columns: Record<string, Hostile> = {
  "no rows": { original: new Float64Array(0) },
  "one row": { original: Float64Array.of(3.25), decompressed: Float64Array.of(3.5) },
  "one row with a bound": { original: Float64Array.of(3.25), options: bounded(0.5) },
  "one angle": { original: Float64Array.of(3), options: { angle: true, ...bounded(0.01) } },
  constant: { original: make(() => 0.1) },
  "constant that changed": { original: make(() => 0.1), decompressed: make(() => 1e300) },
  zeros: { original: make(() => 0) },
  "zeros that changed": { original: make(() => 0), decompressed: make(() => normal(random)) },
  "minus zeros": { original: make(() => -0), decompressed: make(() => 0) },
  "all NaN": { original: make(() => NaN) },
  "NaN that became numbers": { original: make(() => NaN), decompressed: make((i) => i) },
  "numbers that became NaN": {
    original: make((i) => i / 3),
    decompressed: make(() => NaN),
    options: bounded(1),
  },
  infinities: { original: make((i) => (i % 3 === 0 ? Infinity : i % 3 === 1 ? -Infinity : i)) },
  "the whole range": { original: make((i) => (i / (many - 1)) * max * 2 - max) },
  "the whole range, signs exchanged": {
    original: make((i) => (i % 2 === 0 ? max : -max)),
    decompressed: make((i) => (i % 2 === 0 ? -max : max)),
  },
  "the largest number": { original: make(() => max), options: bounded(1e292) },
  "beyond float64 in its bound": { original: make((i) => i * 0.37), options: bounded(1e308) },
  denormals: { original: make((i) => i * 5e-324), options: bounded(5e-324) },
  "one denormal": { original: make(() => 5e-324) },
  "denormals and huge numbers": { original: make((i) => (i % 2 === 0 ? 5e-324 : 1e308)) },
  "six hundred decades": { original: make((i) => 10 ** (-300 + (600 * i) / many)) },
  "exact integers of float64": {
    original: make((i) => 2 ** 53 - i),
    decompressed: make((i) => 2 ** 53 - i - (i % 2)),
  },
  "neighbours far from zero": { original: make((i) => 1e15 + (i % 3) * 0.125) },
  "a grid far finer than the numbers": { original: make((i) => 1e9 + i), options: bounded(1e-9) },
  "a grid far coarser than the range": { original: make((i) => i * 1e-5), options: bounded(7) },
  "only sentinels": { original: make(() => -999), options: { sentinels: [-999] } },
  "int64 extremes": {
    original: BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, 0n),
    decompressed: BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n), 0n),
    type: "int64",
  },
  "uint64 extremes": { original: BigUint64Array.of(2n ** 64n - 1n, 0n), type: "uint64" },
  "int32 extremes": {
    original: Int32Array.of(-2147483648, 2147483647, 1),
    type: "int32",
    options: { boundKind: "absolute", absoluteBound: 1e6, gridStep: 2e6 },
  },
  booleans: { original: Uint8Array.of(1, 1, 1), type: "bool", options: { boundKind: "exact" } },
};

function notFinite(value: unknown, path: string): string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [`${path} ${String(value)}`];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => notFinite(inner, `${path}.${key}`));
}

function expectAscending(edges: readonly number[]): void {
  expect(edges.length).toBeGreaterThan(1);
  for (let i = 1; i < edges.length; i++) expect(edges[i]).toBeGreaterThan(edges[i - 1]);
}

function expectSound(report: ColumnEvaluation, rows: number): void {
  expect(notFinite(report, "")).toEqual([]);
  expectAscending(report.beforeAfter.edges);
  expectAscending(report.residual.edges);
  expectAscending(report.response.histogram.edges);
  expectAscending(report.density.xEdges);
  expectAscending(report.density.yEdges);
  expect(report.beforeAfter.edges.length).toBeLessThanOrEqual(202);
  expect(report.density.counts).toHaveLength(
    (report.density.xEdges.length - 1) * (report.density.yEdges.length - 1),
  );
  expect(report.density.counts.length).toBeLessThanOrEqual(60 * 40);
  for (const side of ["original", "decompressed"] as const) {
    const { entries, nan, infinite, sentinels = 0 } = report[side];
    expect(entries + nan + infinite + sentinels).toBe(rows);
    expect(counted(report.beforeAfter[side]) + nan + infinite).toBe(rows);
  }
  expect(counted(report.residual)).toBe(report.residualStatistics.entries);
}

describe("columns that no plot expects", () => {
  it.each(Object.entries(columns))(
    "%s: finite numbers, ascending edges, all rows",
    async (_, c) => {
      const type = c.type ?? "float64";
      const report = await evaluateTables({
        original: tableOf(columnOf("x", type, c.original)),
        decompressed: tableOf(columnOf("x", type, c.decompressed ?? c.original)),
        columns: [described("x", c.options)],
      });
      expectSound(report.columns[0], c.original.length);
    },
  );

  it("random values of any size and their neighbours", async () => {
    for (let round = 0; round < 200; round++) {
      const exponent = Math.floor(random() * 600) - 300;
      const spread = random() * 20;
      const rows = 1 + Math.floor(random() * 60);
      const original = Float64Array.from(
        { length: rows },
        () => normal(random) * 10 ** (exponent + spread * (random() - 0.5)),
      );
      const error = 10 ** -(random() * 17);
      const decompressed = original.map((x) => x * (1 + error * (random() - 0.5)));
      const options = random() < 0.5 ? bounded(10 ** (exponent - random() * 10)) : {};
      const report = await evaluateTables({
        original: tableOf(columnOf("x", "float64", original)),
        decompressed: tableOf(columnOf("x", "float64", decompressed)),
        columns: [described("x", options)],
      });
      expectSound(report.columns[0], rows);
    }
  });
});
