import { describe, expect, it } from "vitest";
import { checkAgainstData } from "../../../src/config/checkAgainstData.js";
import { parseConfig, type ConfigProblem } from "../../../src/config/parseConfig.js";
import type { ColumnType, TableSummary } from "../../../src/data/table.js";

function summaryOf(
  columns: Readonly<Record<string, ColumnType | null>>,
  rows = 1000,
): TableSummary {
  return {
    rows,
    columns: Object.entries(columns).map(([name, type]) => ({ name, type })),
    layout: { format: "npz", kind: "columns" },
  };
}

const jets = summaryOf({
  pt: "float32",
  eta: "float32",
  phi: "float32",
  mass: "float64",
  energy: "float32",
  run: "int64",
  good: "bool",
});

function check(text: string, summary = jets): ConfigProblem[] {
  const { config, problems } = parseConfig(text);
  expect(problems).toEqual([]);
  return checkAgainstData(config!, text, summary);
}

/** Problems as `severity line:column path message`. */
function told(text: string, summary = jets): string[] {
  return check(text, summary).map(
    ({ severity, line, column, path, message }) =>
      `${severity} ${line}:${column} ${path} ${message}`,
  );
}

describe("checkAgainstData", () => {
  it("has nothing to say about a config that fits", () => {
    const text = `{ "input": "a.npz", "columns": { "p*": { "bound": { "absolute": 0.1 } },
      "run": { "bound": "exact" }, "good": { "exclude": true } }, "training": { "batchSize": 1000 } }`;
    expect(told(text)).toEqual([]);
  });

  it("finds names and patterns that match no column", () => {
    const text = '{ "input": "a.npz",\n "columns": { "fhi": {}, "weight": {}, "jet*": {} } }';
    expect(told(text)).toEqual([
      'error 2:15 columns.fhi The input has no column "fhi". Did you mean "phi"?',
      'error 2:26 columns.weight The input has no column "weight". There are: "pt", "eta", "phi", "mass", "energy", "run", "good".',
      'warning 2:40 columns["jet*"] No column of the input matches "jet*". There are: "pt", "eta", "phi", "mass", "energy", "run", "good".',
    ]);
    expect(check(text)[0]).toMatchObject({ suggestion: "phi", code: "unknownColumn" });
  });

  it("refuses bounds that a column cannot have, at the entry that sets them", () => {
    const text = `{ "input": "a.npz", "columns": {
  "*": { "bound": "exact" }, "e*": { "bound": { "range": 0.1 } }, "p??": { "bound": { "range": 1e-4 } },
  "mass": { "bound": { "range": 0.1 } }, "run": { "bound": "none" } }, "model": { "type": "dense", "latent": 2 } }`;
    expect(told(text)).toEqual([
      'error 3:60 columns.run.bound "run" is int64: without a bound its values would no longer be what they count. Use "exact".',
    ]);
  });

  it("takes exact floats", () => {
    expect(told('{ "input": "a.npz", "bound": "exact", "model": { "type": "masked" } }')).toEqual(
      [],
    );
  });

  it("refuses as many latents as the network sees columns", () => {
    const text = '{ "input": "a.npz", "model": { "type": "dense", "latent": 5 } }';
    expect(told(text)).toEqual([
      'error 1:59 model.latent "latent" is 5, but the network sees 5 columns: it must be less than 5.',
    ]);
    expect(told(text, summaryOf({ a: "float32", n: "int8", m: "int8" }))).toEqual([
      'error 1:59 model.latent "latent" is 5, but the network sees 1 column: there is nothing to gain from a model.',
    ]);
    expect(told(text, summaryOf({ n: "int8", m: "int8" }))).toEqual([]);
  });

  it("only warns where the default has too many latents, also without a text", () => {
    const narrow = summaryOf({ a: "float32", b: "float32" });
    const message =
      'model.latent By default "latent" is 4, but the network sees 2 columns: it must be less than 2.';
    expect(told('{ "input": "a.npz", "model": { "type": "dense" } }', narrow)).toEqual([
      `warning 1:21 ${message}`,
    ]);
    const { config } = parseConfig('{ "input": "a.npz", "model": { "type": "dense" } }');
    expect(checkAgainstData(config!, "", narrow)).toMatchObject([
      { severity: "warning", line: 1, column: 1, endColumn: 1 },
    ]);
  });

  it("wants a bound of every column that a masked model sees, at its place", () => {
    const text =
      '{ "input": "a.npz", "columns": { "pt": { "bound": "none" } }, "model": { "type": "masked" } }';
    expect(told(text)).toEqual([
      expect.stringMatching(/^error 1:51 columns.pt.bound "pt" has no bound, and a masked model/),
    ]);
    expect(told('{ "input": "a.npz", "bound": "none" }')).toEqual([]);
  });

  it("refuses to leave nothing", () => {
    expect(told('{ "input": "a.npz", "columns": { "*": { "exclude": true } } }')).toEqual([
      "error 1:21 columns Every column of the input is excluded: there is nothing to compress.",
    ]);
  });

  it("warns about sentinels that a column never holds, and batches larger than the table", () => {
    const text = `{ "input": "a.npz", "columns": { "pt": { "sentinels": [-999, -999.9] }, "run": { "sentinels": [0.5] },
 "mass": { "sentinels": [-999.9] } }, "training": { "batchSize": 1001 } }`;
    expect(told(text)).toEqual([
      'warning 1:42 columns.pt.sentinels "pt" is float32 and never has the value -999.9.',
      'warning 1:82 columns.run.sentinels "run" is int64 and never has the value 0.5.',
      'warning 2:66 training.batchSize "batchSize" is 1001, but the input has only 1000 rows.',
    ]);
  });
});
