import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/parseConfig.js";
import { evaluationPlan } from "../../../src/evaluation/derived/evaluationPlan.js";
import { evaluateTables, type TablesEvaluation } from "../../../src/evaluation/evaluateTables.js";
import { weightedMoments } from "../../../src/evaluation/weightedMoments.js";
import { columnOf, described, tableOf } from "./tables.js";

interface Moments {
  readonly mean: number;
  readonly std: number;
  readonly rms: number;
  readonly meanError: number;
}

interface Fixture {
  readonly weights: Readonly<Record<"original" | "decompressed", (number | string)[]>>;
  readonly columns: Readonly<
    Record<
      string,
      {
        readonly original: (number | string)[];
        readonly decompressed: (number | string)[];
        readonly expected: Readonly<
          Record<"original" | "decompressed" | "residual" | "response", Moments>
        >;
      }
    >
  >;
  readonly correlations: Readonly<Record<"original" | "decompressed", number[]>>;
}

const file = new URL("../../fixtures/evaluation/weighted.json", import.meta.url);
const fixture = JSON.parse(readFileSync(file, "utf8")) as Fixture;
const names = Object.keys(fixture.columns);

function evaluate(selection?: string): Promise<TablesEvaluation> {
  const { config } = parseConfig(
    JSON.stringify({ input: "a.npz", evaluation: selection === undefined ? {} : { selection } }),
  );
  const columns = [...names, "w"].map((name) => described(name));
  const table = (side: "original" | "decompressed") =>
    tableOf(
      ...names.map((name) =>
        columnOf(name, "float64", Float64Array.from(fixture.columns[name][side], Number)),
      ),
      columnOf("w", "float64", Float64Array.from(fixture.weights[side], Number)),
    );
  return evaluateTables({
    original: table("original"),
    decompressed: table("decompressed"),
    columns,
    plan: evaluationPlan(config!.evaluation, columns, "w"),
  });
}

function expectClose(own: number, judge: number): void {
  expect(Math.abs(own - judge)).toBeLessThan(1e-11 * Math.max(1, Math.abs(judge)));
}

describe("with weights, numpy has the same", () => {
  it("means, widths and rms of values, residuals and responses", async () => {
    const { columns } = await evaluate();
    names.forEach((name, index) => {
      const own = columns[index];
      const { expected } = fixture.columns[name];
      for (const side of ["original", "decompressed"] as const) {
        expectClose(own[side].mean, expected[side].mean);
        expectClose(own[side].std, expected[side].std);
      }
      expectClose(own.residualStatistics.mean, expected.residual.mean);
      expectClose(own.residualStatistics.meanError, expected.residual.meanError);
      expectClose(own.residualStatistics.rms, expected.residual.rms);
      expectClose(own.response.mean, expected.response.mean);
      expectClose(own.response.rms, expected.response.rms);
      expectClose(own.rmsOverSigma!, expected.residual.rms / expected.original.std);
    });
  });

  it("correlations, each side with its own weights, with and without a selection", async () => {
    for (const selection of [undefined, "a > -1e9"]) {
      const { correlations } = await evaluate(selection);
      for (const side of ["original", "decompressed"] as const) {
        fixture.correlations[side].forEach((judge, place) => {
          const [i, j] = [Math.floor(place / names.length), place % names.length];
          expectClose(correlations[side][i * (names.length + 1) + j]!, judge);
        });
      }
    }
  });
});

it("weights that add up to nothing give no moments, and others that are no numbers are left out", () => {
  const nothing = { mean: 0, std: 0, rms: 0, meanError: 0 };
  expect(weightedMoments(Float64Array.of(1, 2), [1, -1])).toEqual(nothing);
  expect(weightedMoments(Float64Array.of(NaN, -999), [1, 1], [-999])).toEqual(nothing);
  const { mean } = weightedMoments(Float64Array.of(1, 2, 5, -999), [1, 3, NaN, 1], [-999]);
  expect(mean).toBeCloseTo(7 / 4, 14);
});
