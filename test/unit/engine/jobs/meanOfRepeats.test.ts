import { describe, expect, it } from "vitest";
import { meanOfRepeats } from "../../../../src/engine/jobs/meanOfRepeats.js";
import type { ComparedFigures, ComparedPlots } from "../../../../src/protocol/comparison.js";
import { smallFigures, smallModel } from "../../../webview/support/smallComparison.js";

const plots = (top: number): ComparedPlots => ({
  label: "pt",
  unit: null,
  entries: { edges: [0, top], original: [7], decompressed: [top], logX: false, logY: false },
  residual: { edges: [-top, top], counts: [7] },
});
const model = (scale: number, changes: Partial<ComparedFigures> = {}) =>
  smallModel("jets/1", scale, {
    withoutBound: smallFigures(scale, { plots: [plots(scale)], ...changes }),
  });

describe("meanOfRepeats", () => {
  it("agrees with means and errors worked out by hand", () => {
    const { withoutBound, trainSeconds, repeats } = meanOfRepeats(
      [model(1), model(2), model(4)],
      [5, 6, 7],
      1,
    );
    // 5, 10, 20: deviations -20/3, -5/3, 25/3, variance 175/3, over three values.
    expect(trainSeconds).toBeCloseTo(35 / 3, 12);
    expect(repeats!.errors["trainSeconds"]).toBeCloseTo(Math.sqrt(175 / 9), 12);
    expect(withoutBound!.ratio).toBeCloseTo((4 + 2 + 1) / 3, 12);
    expect(withoutBound!.columns[0]!.rmsOverSigma).toBeCloseTo(0.7 / 3, 12);
    expect(withoutBound!.largestCorrelationChange!.columns).toEqual(["pt", "flat"]);
    expect(repeats!.seeds).toEqual([5, 6, 7]);
  });

  it("has no number where a seed has none", () => {
    const fits = smallFigures(1).fits.map((fit) => ({
      ...fit,
      ...{ trouble: "noPeak" as const, after: null, meanPull: null },
    }));
    const mean = meanOfRepeats([model(1), model(2, { fits })], [1, 2], 1);
    const [fit] = mean.withoutBound!.fits;
    expect(fit).toMatchObject({ trouble: "noPeak", after: null, meanPull: null });
    expect(mean.repeats!.errors["withoutBound.fits.mass.after.mean"]).toBeUndefined();
    expect(mean.withoutBound!.columns[1]!.rmsOverSigma).toBeNull();
  });

  it("takes the plots of the repeat that is used: bins of different edges have no mean", () => {
    const mean = meanOfRepeats([model(1), model(2)], [1, 2], 2);
    expect(mean.withoutBound!.plots).toEqual([plots(2)]);
    expect(mean.atBound.plots).toBeUndefined();
  });
});
