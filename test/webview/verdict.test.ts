import { describe, expect, it } from "vitest";
import type { Evaluation } from "../../src/protocol/evaluation.js";
import { percentSmaller, verdictOf } from "../../webview/verdict.js";
import { smallColumn, smallEvaluation } from "./support/smallRun.js";

const withCompression = (changes: Partial<Evaluation["compression"]>): Evaluation => {
  const evaluation = smallEvaluation();
  return { ...evaluation, compression: { ...evaluation.compression, ...changes } };
};
const withVerification = (changes: Partial<Evaluation["verification"]>): Evaluation => {
  const evaluation = smallEvaluation();
  return { ...evaluation, verification: { ...evaluation.verification, ...changes } };
};
const text = (evaluation: Evaluation): string => {
  const { headline, details } = verdictOf(evaluation);
  return [headline, ...details].join(" ");
};

describe("verdictOf", () => {
  it("is good where all is well, and names the runner-up", () => {
    const evaluation = smallEvaluation();
    expect(verdictOf(evaluation)).toMatchObject({
      tone: "good",
      headline: "4.00 times smaller, and every value lies within its bound.",
    });
    expect(text(evaluation)).toContain("3,000 values checked after decompression");
    expect(text(evaluation)).toContain(
      "16 % smaller than the best of the baselines (plain grid coder)",
    );
  });

  it("says plainly that a baseline is smaller", () => {
    const evaluation = withCompression({
      baselines: [
        { name: "zstd (level 19)", bytes: 9000 },
        { name: "plain grid coder", bytes: 2400 },
      ],
    });
    expect(verdictOf(evaluation).tone).toBe("warning");
    expect(verdictOf(evaluation).headline).toContain("a simpler coder is smaller still");
    expect(text(evaluation)).toContain(
      "Plain grid coder is 20 % smaller: 2.400 kB against 3.000 kB.",
    );
    expect(text(evaluation)).not.toContain("best of the baselines");
  });

  it("does not round a small advantage of a baseline away", () => {
    const evaluation = withCompression({ baselines: [{ name: "grid", bytes: 2999 }] });
    expect(verdictOf(evaluation).tone).toBe("warning");
    expect(text(evaluation)).toContain("Grid is less than 1 % smaller");
  });

  it("claims nothing where sizes are equal", () => {
    const evaluation = withCompression({ baselines: [{ name: "grid", bytes: 3000 }] });
    expect(text(evaluation)).toContain("Grid comes to the same size.");
  });

  it("says what is lost without a bound, by the worst column", () => {
    const columns = [smallColumn("pt", 500, null, 1), smallColumn("mass", 200, null, 2)];
    const worse = {
      ...columns[1],
      residualStatistics: { ...columns[1].residualStatistics, sigma68: 3.2201, maxAbs: 32.2 },
      original: { ...columns[1].original, std: 6.4402 },
    };
    const evaluation = smallEvaluation({ columns: [columns[0], worse] });
    const verdict = verdictOf(evaluation);
    expect(verdict.tone).toBe("warning");
    expect(verdict.headline).toBe("4.00 times smaller, without a bound on the error.");
    expect(verdict.details[0]).toBe(
      "What is lost: mass is off by 3.22 GeV typically (σ₆₈, 50.0 % of its standard deviation) and by 32.2 GeV at most.",
    );
  });

  it("tells columns without a bound from those with one", () => {
    const evaluation = smallEvaluation({
      columns: [smallColumn("pt", 500, 0.5, 1), smallColumn("mass", 200, null, 2)],
    });
    expect(verdictOf(evaluation).headline).toContain("1 of 2 columns without a bound");
  });

  it("is bad where a bound is broken, whatever else is well", () => {
    const verdict = verdictOf(withVerification({ violations: 2 }));
    expect(verdict.tone).toBe("bad");
    expect(verdict.headline).toContain("2 values lie outside their bound");
    expect(verdict.details[0]).toContain("column mass, row 41");
  });

  it("does not claim a bound that nobody checked", () => {
    const evaluation = withVerification({ valuesChecked: null, violations: null, worst: null });
    expect(verdictOf(evaluation).tone).toBe("warning");
    expect(text(evaluation)).not.toContain("within its bound");
    expect(text(evaluation)).toContain("Not compared with the original");
  });

  it("says when the file grew", () => {
    const evaluation = withCompression({ ratio: 0.5, baselines: [] });
    expect(verdictOf(evaluation)).toMatchObject({ tone: "warning" });
    expect(verdictOf(evaluation).headline).toContain("2.00 times larger than the input");
  });
});

describe("percentSmaller", () => {
  it("rounds down", () => {
    expect(percentSmaller(801, 1000)).toBe("19 %");
    expect(percentSmaller(800, 1000)).toBe("20 %");
    expect(percentSmaller(999, 1000)).toBe("less than 1 %");
  });
});
