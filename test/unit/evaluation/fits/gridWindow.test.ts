import { describe, expect, it } from "vitest";
import { comparePeaks, type FitSetting } from "../../../../src/evaluation/fits/comparePeaks.js";
import { findGrid } from "../../../../src/evaluation/fits/findGrid.js";
import { gridWindow } from "../../../../src/evaluation/fits/gridWindow.js";
import { seededRandom } from "../../../support/seededRandom.js";

const window = [100, 225] as const;
const setting: FitSetting = {
  column: "m",
  label: "m",
  unit: "GeV",
  window,
  signal: "gaussian",
  background: "exponential",
};
const random = seededRandom(21);
const gaussian = (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const masses = Float64Array.from({ length: 30_000 }, () =>
  random() < 0.3 ? 174 + 6 * gaussian() : 90 - 60 * Math.log(1 - random()),
);
const onSteps = (step: number, offset = 0): Float64Array =>
  masses.map((value) => offset + Math.round((value - offset) / step) * step);
const compare = (step: number): ReturnType<typeof comparePeaks> =>
  comparePeaks(
    setting,
    { values: masses, weights: null },
    { values: onSteps(step), weights: null },
    { step, offset: 0 },
  );

describe("gridWindow", () => {
  it("puts the same number of stored values into every bin, all those in the window", () => {
    for (const step of [0.013, 0.2, 0.7, 3, 7.5]) {
      const { edges } = gridWindow(window, 0.6, { step, offset: 0.1 })!;
      const perBin = Math.round((edges[1]! - edges[0]!) / step);
      const first = Math.ceil((window[0] - 0.1) / step);
      const last = Math.floor((window[1] - 0.1) / step);
      expect(perBin).toBe(Math.max(1, Math.round(0.6 / step)));
      expect(edges.length - 1).toBe(Math.floor((last - first + 1) / perBin));
      for (let bin = 0; bin + 1 < edges.length; bin++) {
        let stored = 0;
        for (let k = first; k <= last; k++) {
          const value = 0.1 + k * step;
          if (value > edges[bin]! && value < edges[bin + 1]!) stored++;
        }
        expect(stored).toBe(perBin);
      }
    }
  });

  it("leaves values alone whose steps are lost in rounding", () => {
    expect(gridWindow([1e6, 2e6], 1e3, { step: 1e-7, offset: 0 })).toBeNull();
  });
});

describe("a fit of values on steps", () => {
  it.each([0.01, 0.05, 0.3, 0.8, 1.7, 3, 5])("has the χ² of the original: %d GeV", (step) => {
    const { original, decompressed, shift, tooCoarse, edges } = compare(step);
    const [before, after] = [original.peak!, decompressed.peak!];
    expect(tooCoarse).toBeUndefined();
    expect(edges[1]! - edges[0]!).toBeGreaterThanOrEqual(step * (1 - 1e-9));
    expect(before.probability).toBeGreaterThan(1e-3);
    expect(after.freedom).toBe(before.freedom);
    expect(Math.abs(after.chiSquare - before.chiSquare)).toBeLessThan(
      0.5 * Math.sqrt(2 * before.freedom),
    );
    expect(Math.abs(shift!.mean.pull!)).toBeLessThan(0.05);
    expect(Math.abs(shift!.width.pull!)).toBeLessThan(0.05);
    expect(Math.abs(after.mean.value - 174)).toBeLessThan(4 * after.mean.error!);
    expect(Math.abs(after.width.value - 6)).toBeLessThan(4 * after.width.error!);
  });

  it("gives the original in finer bins beside it, where the steps do not allow them", () => {
    const { finer, edges } = compare(3);
    expect(edges[1]! - edges[0]!).toBeCloseTo(3, 9);
    expect(finer!.binWidth).toBeLessThan(1);
    expect(Math.abs(finer!.mean.value - 174)).toBeLessThan(4 * finer!.mean.error!);
    expect(compare(0.01).finer).toBeUndefined();
  });

  it("is not made where steps are wider than the peak, or leave too few bins", () => {
    const narrow = comparePeaks(
      { ...setting, window: [150, 200] },
      {
        values: masses.map((value, i) => (i % 3 === 0 ? 175 + (0.1 * (value - 150)) / 6 : value)),
        weights: null,
      },
      { values: onSteps(4), weights: null },
      { step: 4, offset: 0 },
    );
    for (const fit of [compare(30), narrow]) {
      expect(fit.tooCoarse).toBe(true);
      expect(fit.original.peak).not.toBeNull();
      expect(fit.decompressed.peak).toBeNull();
      expect(fit.shift).toBeNull();
    }
  });
});

describe("findGrid", () => {
  it("finds the steps of a column in another unit, a few exact values among them", () => {
    const values = onSteps(3).map((value, i) => (i % 200 === 0 ? masses[i]! : value) / 1000 + 1);
    const { step, offset } = findGrid(Float64Array.from(values), [1.1, 1.225])!;
    expect(step).toBeCloseTo(0.003, 6);
    const place = (1.15 - offset) / step;
    expect(Math.abs(place - Math.round(place))).toBeLessThan(0.03);
  });

  it("finds none in values of their own, nor in steps that do not show", () => {
    expect(findGrid(masses, window)).toBeNull();
    expect(findGrid(onSteps(0.001), window)).toBeNull();
    expect(
      findGrid(
        masses.map((value) => Math.round(value / 4) ** 2),
        [100, 4000],
      ),
    ).toBeNull();
  });
});
