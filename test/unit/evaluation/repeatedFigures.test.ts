import { describe, expect, it } from "vitest";
import { meanAndError, repeatedFigures } from "../../../src/evaluation/repeatedFigures.js";
import type { Evaluation } from "../../../src/protocol/evaluation.js";

describe("meanAndError", () => {
  it("agrees with numbers worked out by hand", () => {
    // Deviations -2, 0, 2: variance 8 / 2, over three values.
    expect(meanAndError([3, 5, 7])).toEqual({ mean: 5, error: Math.sqrt(4 / 3) });
    expect(meanAndError([4])).toEqual({ mean: 4, error: 0 });
  });
});

describe("repeatedFigures", () => {
  const evaluation = (ratio: number, rms: number, extra: object = {}): Evaluation =>
    ({
      columns: [
        { label: "pt", original: { mean: 1 }, residualStatistics: { rms, quantiles: [1, 2] } },
      ],
      compression: { ratio, baselines: [{ name: "zstd", bytes: 7 }] },
      ...extra,
    }) as unknown as Evaluation;

  it("takes every number that all have, by the names of what it stands in", () => {
    const found = repeatedFigures([
      evaluation(2, 0.5, { fits: [{ name: "peak", width: 3 }], one: 1 }),
      evaluation(4, 0.5, { fits: [{ name: "peak", width: 5 }], one: Number.NaN }),
    ]);
    expect(found).toEqual([
      { name: "columns.pt.residualStatistics.rms", mean: 0.5, error: 0, values: [0.5, 0.5] },
      { name: "compression.ratio", mean: 3, error: 1, values: [2, 4] },
      { name: "fits.peak.width", mean: 4, error: 1, values: [3, 5] },
    ]);
  });

  it("has none where there is no evaluation", () => {
    expect(repeatedFigures([])).toEqual([]);
  });
});
