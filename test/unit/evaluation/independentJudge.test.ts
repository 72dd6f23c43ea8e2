import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ColumnType, ColumnValues } from "../../../src/data/table.js";
import { correlations } from "../../../src/evaluation/correlations.js";
import { fillHistogram } from "../../../src/evaluation/fillHistogram.js";
import { evaluateOne } from "./tables.js";

interface Side {
  entries: number;
  mean: number;
  std: number;
  min: number;
  max: number;
  nan: number;
  infinite: number;
  zeros: number;
}

interface Case {
  type: ColumnType;
  angle: boolean;
  original: (number | string)[];
  decompressed: (number | string)[];
  expected: {
    original: Side;
    decompressed: Side;
    residual: Record<string, number | number[]>;
    wasserstein: number;
    ksDistance: number;
    histogram: { edges: number[]; counts: number[]; underflow: number; overflow: number };
  };
}

const folder = new URL("../../fixtures/evaluation/", import.meta.url);

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as T;
}

function special(value: number | string): number {
  if (typeof value === "number") return value;
  return { nan: NaN, inf: Infinity, "-inf": -Infinity }[value] ?? Number(value);
}

function valuesOf(type: ColumnType, values: readonly (number | string)[]): ColumnValues {
  if (type === "int64") return BigInt64Array.from(values.map(BigInt));
  const numbers = values.map(special);
  return type === "float32" ? Float32Array.from(numbers) : Float64Array.from(numbers);
}

function expectClose(actual: number, expected: number, scale: number, what: string): void {
  expect(Math.abs(actual - expected) / scale, `${what}: ${actual} is not ${expected}`).toBeLessThan(
    1e-11,
  );
}

const names = [
  "gaussian",
  "rounded",
  "zerosAndHoles",
  "angle",
  "largeIntegers",
  "huge",
  "offset",
] as const;

describe.each(names)("against numpy and scipy: %s", (name) => {
  const fixture = read<Case>(name);
  const original = valuesOf(fixture.type, fixture.original);
  const decompressed = valuesOf(fixture.type, fixture.decompressed);
  const { expected } = fixture;

  it("has the same statistics and distances", async () => {
    const report = await evaluateOne(
      original,
      decompressed,
      { angle: fixture.angle },
      fixture.type,
    );
    for (const side of ["original", "decompressed"] as const) {
      const { entries, nan, infinite, zeros, ...rest } = expected[side];
      expect(report[side]).toMatchObject({ entries, nan, infinite, zeros });
      for (const [key, value] of Object.entries(rest)) {
        const size = Math.max(Math.abs(rest.max), Math.abs(rest.min));
        // A width must hold to its own size, a position to the size of the values.
        const scale = key === "std" ? rest.std * Math.max(1, 1e-4 * (size / rest.std)) : size;
        expectClose(report[side][key as "mean"], value, scale, `${side} ${key}`);
      }
    }
    const residual = report.residualStatistics;
    expect(residual.entries).toBe(expected.residual.entries);
    for (const [key, value] of Object.entries(expected.residual)) {
      const ours = residual[key as "mean" | "quantiles"];
      [ours].flat().forEach((number, i) => {
        expectClose(number, [value].flat()[i], residual.maxAbs, `residual ${key}`);
      });
    }
    expectClose(
      report.wasserstein,
      expected.wasserstein,
      Math.max(expected.wasserstein, 1e-5 * report.original.max),
      "W1",
    );
    expectClose(report.ksDistance, expected.ksDistance, 1, "D");
    expectClose(
      report.wassersteinOverSigma * report.original.std,
      report.wasserstein,
      report.wasserstein,
      "W1/σ",
    );
  });

  it("fills the same histogram", () => {
    const { edges, ...counts } = expected.histogram;
    const numbers = Array.from(original as ArrayLike<number | bigint>, Number);
    expect(fillHistogram(numbers, edges)).toEqual(counts);
  });
});

describe("correlations against scipy", () => {
  const fixture = read<{
    names: string[];
    columns: (number | string)[][];
    expected: (number | null)[];
  }>("correlations");

  it("agree pair by pair, over the rows that both columns can use", async () => {
    const rows = fixture.columns[0].length;
    const columns = fixture.columns.map((values, i) => {
      const numbers = Float64Array.from(values.map(special));
      const usable = Uint8Array.from(numbers, (value) => (Number.isFinite(value) ? 1 : 0));
      return {
        name: fixture.names[i],
        original: numbers,
        decompressed: numbers.map((value) => -4 * value),
        usable: usable.includes(0) ? usable : null,
      };
    });
    const report = await correlations(columns, rows, () => Promise.resolve());
    expect(report.columns).toEqual(fixture.names);
    for (const side of ["original", "decompressed"] as const) {
      report[side].forEach((r, i) => {
        const value = fixture.expected[i];
        if (r === null || value === null) expect(r).toBe(value);
        else expectClose(r, value, 1, `${side} ${String(i)}`);
      });
    }
  });
});
