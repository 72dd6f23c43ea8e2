import { describe, expect, it } from "vitest";
import { settingsOf } from "../../../../src/host/comparisonPanel/comparedRun.js";

describe("settingsOf", () => {
  it("lists every key with its value, defaults included", () => {
    const found = settingsOf(
      '// jets\n{ "input": "a.npz", "model": { "type": "dense", "latent": 3 }, "columns": { "m": { "as": "mass" } } }',
    );
    expect(found).toMatchObject({
      input: '"a.npz"',
      "model.type": '"dense"',
      "model.latent": "3",
      "model.hidden": "[200,100,50]",
      "training.epochs": "20",
      bound: '{"range":0.001}',
    });
    expect(JSON.parse(found["columns"]!)).toMatchObject({ m: { as: "mass" } });
  });

  it("has nothing to list of a config with mistakes", () => {
    expect(settingsOf('{ "input": 3 }')).toEqual({});
  });
});
