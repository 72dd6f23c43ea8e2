import { describe, expect, it } from "vitest";
import { checkAgainstData } from "../../../src/config/checkAgainstData.js";
import { configJsonSchema } from "../../../src/config/configJsonSchema.js";
import { parseConfig } from "../../../src/config/parseConfig.js";
import type { TableSummary } from "../../../src/data/table.js";

const jets: TableSummary = {
  rows: 100,
  columns: (["jets.fPt", "jets.fEta", "jets.fM", "w", "v"] as const).map((name) => ({
    name,
    type: "float32",
  })),
  layout: { format: "npz", kind: "columns" },
};

/** Problems as `line:column-endColumn path: message`. */
function told(
  evaluation: string,
  columns = '"*fPt": { "as": "pt" }, "*fM": { "as": "mass" }',
): string[] {
  const text = `{ "input": "a.npz", "columns": { ${columns} },\n"evaluation": ${evaluation} }`;
  const { config, problems } = parseConfig(text);
  const all = config === null ? problems : checkAgainstData(config, text, jets);
  return all.map(
    ({ line, column, endColumn, path, message }) =>
      `${line}:${column}-${endColumn} ${path}: ${message}`,
  );
}

describe("evaluation in a config", () => {
  it("takes short names, labels, full names and earlier quantities", () => {
    expect(
      told(`{ "selection": "pt > 20 && abs(fEta) < 2.4 && energy < 1e4",
        "derived": { "energy": "sqrt((pt*cosh(jets.fEta))^2 + mass^2)", "rapidity": "asinh(pi*energy)" },
        "fits": [{ "column": "mass", "window": [100, 225] }, { "column": "energy", "window": [1, 2], "signal": "crystalBall", "background": "exponential" }] }`),
    ).toEqual([]);
  });

  it("has defaults", () => {
    const { config } = parseConfig('{ "input": "a.npz" }');
    expect(config!.evaluation).toEqual({ derived: {}, fits: [] });
  });

  it.each([
    [
      '{ "selection": "pt > 20 & eta" }',
      "2:39-40 evaluation.selection: There is no operator &. Did you mean &&?",
    ],
    [
      '{ "selection": "pt > twenty" }',
      '2:36-42 evaluation.selection: There is no column "twenty". There are: "pt", "fEta", "mass", "w", "v", "jets.fPt", "jets.fEta", "jets.fM".',
    ],
    [
      '{ "selection": "mas > 20" }',
      '2:31-34 evaluation.selection: There is no column "mas". Did you mean "mass"?',
    ],
    ['{ "derived": { "e": "sqrt(pt" } }', "2:42-43 evaluation.derived.e: Expected )."],
    [
      '{ "derived": { "mass": "2*pt" } }',
      '2:30-36 evaluation.derived.mass: There is a column "mass" already. Choose another name.',
    ],
    [
      '{ "derived": { "a": "2*b", "b": "pt" } }',
      '2:38-39 evaluation.derived.a: "b" is not derived before this. Write it above.',
    ],
    [
      '{ "derived": { "2a": "pt" } }',
      '2:30-34 evaluation.derived["2a"]: "2a" cannot be used in formulas. Choose a name of letters, digits and _ that is no function.',
    ],
    [
      '{ "fits": [{ "column": "mas", "window": [1, 2] }] }',
      '2:38-43 evaluation.fits[0].column: There is no column or derived quantity "mas". Did you mean "mass"?',
    ],
    [
      '{ "fits": [{ "column": "mass", "window": [2, 1] }] }',
      "2:46-54 evaluation.fits[0].window: The window goes from 2 to 1: its first number must be the smaller one.",
    ],
    [
      '{ "fits": [{ "column": "mass", "window": [2, 3], "signal": "gausian" }] }',
      '2:74-83 evaluation.fits[0].signal: "signal" must be "gaussian", "crystalBall" or "breitWignerGauss", not "gausian". Did you mean "gaussian"?',
    ],
    ['{ "fit": [] }', '2:17-22 evaluation.fit: Unknown key "fit". Did you mean "fits"?'],
  ])("%s", (evaluation, problem) => {
    expect(told(evaluation)).toEqual([problem]);
  });

  it("refuses two weights", () => {
    expect(told("{}", '"w": { "kind": "weight" }, "v": { "kind": "weight" }')).toEqual([
      '1:76-84 columns.v.kind: "w" and "v" are both weights. One column can be the weight: leave "kind" out of the other.',
    ]);
  });

  it("is completed by the schema", () => {
    const text = JSON.stringify(configJsonSchema());
    for (const word of [
      "selection",
      "derived",
      "fits",
      "window",
      "breitWignerGauss",
      "exponential",
    ]) {
      expect(text).toContain(`"${word}`);
    }
  });
});
