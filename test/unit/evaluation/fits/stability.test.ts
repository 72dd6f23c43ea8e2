import { describe, expect, it } from "vitest";
import { comparePeaks, type FitSetting } from "../../../../src/evaluation/fits/comparePeaks.js";
import { fillWindow } from "../../../../src/evaluation/fits/fillWindow.js";
import { fitPeak } from "../../../../src/evaluation/fits/fitPeak.js";
import { peakShapes } from "../../../../src/evaluation/fits/fitShapes.js";
import { windowEdges } from "../../../../src/evaluation/fits/windowEdges.js";
import type { SignalName } from "../../../../src/protocol/peakFit.js";
import { seededRandom } from "../../../support/seededRandom.js";

const window = [100, 225] as const;
const setting: FitSetting = {
  column: "m",
  label: "m",
  unit: "GeV",
  window,
  signal: "gaussian",
  background: "linear",
};

/** A peak at 174 of width 6 over a falling background that is no straight line. */
function masses(rows: number, seed: number, peak = 0.3): Float64Array {
  const random = seededRandom(seed);
  const gaussian = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Float64Array.from({ length: rows }, () =>
    random() < peak ? 174 + 6 * gaussian() : 90 - 60 * Math.log(1 - random()),
  );
}

/** Rounds to a number of bits behind the leading one. */
function rounded(values: Float64Array, bits: number): Float64Array {
  return values.map((value) => {
    const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) - bits);
    return Math.round(value / step) * step;
  });
}

/** Peaks of several kinds, from a uniform and a normal random number at a time. */
const peaks: readonly {
  readonly name: string;
  readonly range: readonly [number, number];
  readonly rows: number;
  readonly value: (uniform: () => number, normal: () => number) => number;
}[] = [
  {
    name: "a broad peak",
    range: [100, 225],
    rows: 20_000,
    value: (uniform, normal) =>
      uniform() < 0.3 ? 174 + 6 * normal() : 90 - 60 * Math.log(1 - uniform()),
  },
  {
    name: "a resonance",
    range: [60, 120],
    rows: 20_000,
    value: (uniform, normal) =>
      uniform() < 0.3
        ? 91.2 + 1.25 * Math.tan(Math.PI * (uniform() - 0.5)) + 1.5 * normal()
        : 50 + 100 * uniform(),
  },
  {
    name: "a narrow peak with a tail",
    range: [2, 4],
    rows: 10_000,
    value: (uniform, normal) =>
      uniform() < 0.4
        ? 3.1 + 0.04 * normal() + (uniform() < 0.3 ? 0.08 * Math.log(1 - uniform()) : 0)
        : 2 + 3 * uniform(),
  },
  {
    name: "a weak peak over a binade's border",
    range: [105, 160],
    rows: 60_000,
    value: (uniform, normal) =>
      uniform() < 0.03 ? 125 + 2 * normal() : 100 - 40 * Math.log(1 - uniform()),
  },
];

const signals = Object.keys(peakShapes) as SignalName[];
const backgrounds = ["constant", "linear", "quadratic", "cubic", "exponential"] as const;
const forms = signals.flatMap((signal) =>
  backgrounds.map((background) => ({ signal, background })),
);

describe("comparePeaks", () => {
  describe.each(peaks)("moves $name by less than 0.05 σ for 12 bits", (peak) => {
    const random = seededRandom(17);
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const values = Float64Array.from({ length: peak.rows }, () => peak.value(random, normal));
    const coarse = rounded(values, 12);
    it.each(forms)("$signal over $background", ({ signal, background }) => {
      const { shift } = comparePeaks(
        { ...setting, signal, background, window: peak.range },
        { values, weights: null },
        { values: coarse, weights: null },
      );
      expect(Math.abs(shift!.mean.pull!)).toBeLessThan(0.05);
    });
  });

  it("finds a shift that is there", () => {
    const values = masses(20_000, 4);
    const { shift, original } = comparePeaks(
      setting,
      { values, weights: null },
      { values: values.map((value) => 1.002 * value), weights: null },
    );
    expect(shift!.mean.percent).toBeGreaterThan(0.1);
    expect(shift!.mean.percent).toBeLessThan(0.3);
    expect(shift!.mean.difference).toBeCloseTo(0.002 * original.peak!.mean.value, 1);
  });

  it("gives weights of 2 the same peak and twice the entries, with the errors of half as many", () => {
    const values = masses(10_000, 5);
    const plain = comparePeaks(setting, { values, weights: null }, { values, weights: null });
    const weights = new Float64Array(values.length).fill(2);
    const heavy = comparePeaks(setting, { values, weights }, { values, weights });
    const [a, b] = [plain.original.peak!, heavy.original.peak!];
    expect(b.mean.value).toBeCloseTo(a.mean.value, 5);
    expect(b.mean.error! / a.mean.error!).toBeCloseTo(1, 3);
    expect(b.signal.value / a.signal.value).toBeCloseTo(2, 4);
    expect(b.signal.error! / a.signal.error!).toBeCloseTo(2, 3);
    expect(b.chiSquare).toBeCloseTo(a.chiSquare, 4);
    expect(heavy.original.errors![50]).toBeCloseTo(2 * Math.sqrt(plain.original.counts[50]), 9);
  });

  it("says so where there is nothing to fit", () => {
    const values = Float64Array.from({ length: 5 }, (_, i) => 150 + i);
    const fit = comparePeaks(setting, { values, weights: null }, { values, weights: null });
    expect(fit.original.peak).toBeNull();
    expect(fit.shift).toBeNull();
  });
});

describe("fitPeak", () => {
  it("gives no wild answer in 1000 bootstrap samples", () => {
    const values = masses(6_000, 6).filter((value) => value >= window[0] && value < window[1]);
    const random = seededRandom(7);
    const edges = windowEdges(window, values.length);
    const means: number[] = [];
    const widths: number[] = [];
    const pulls: number[] = [];
    for (let sample = 0; sample < 1000; sample++) {
      const drawn = values.map(() => values[Math.floor(random() * values.length)]);
      const { trouble, mean, width } = fitPeak({
        edges,
        ...fillWindow(drawn, null, edges),
        signal: "gaussian",
        background: "linear",
      })!;
      expect(trouble).toBeNull();
      means.push(mean.value);
      widths.push(width.value);
      pulls.push(mean.error!);
    }
    const average = (list: number[]): number => list.reduce((a, b) => a + b) / list.length;
    const center = average(means);
    const spread = Math.sqrt(average(means.map((value) => (value - center) ** 2)));
    expect(Math.max(...means.map((value) => Math.abs(value - center)))).toBeLessThan(5 * spread);
    expect(Math.min(...widths)).toBeGreaterThan(4);
    expect(Math.max(...widths)).toBeLessThan(10);
    // The uncertainties that the fit states are the spread of its answers.
    expect(spread / average(pulls)).toBeGreaterThan(0.85);
    expect(spread / average(pulls)).toBeLessThan(1.2);
  });

  it("finds the peak wherever it stands", () => {
    const random = seededRandom(8);
    for (const [mean, sigma] of [
      [112, 3],
      [140, 9],
      [174, 2],
      [205, 6],
    ] as const) {
      const gaussian = (): number =>
        Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      const values = Float64Array.from({ length: 8000 }, () =>
        random() < 0.2 ? mean + sigma * gaussian() : 100 + 125 * random(),
      );
      const { original } = comparePeaks(
        setting,
        { values, weights: null },
        { values, weights: null },
      );
      const peak = original.peak!;
      expect(Math.abs(peak.mean.value - mean) / peak.mean.error!).toBeLessThan(4);
      expect(Math.abs(peak.width.value - sigma) / peak.width.error!).toBeLessThan(4);
      expect(peak.probability).toBeGreaterThan(1e-4);
    }
  });

  it("does not call an empty spectrum a peak", () => {
    const edges = windowEdges(window, 0);
    const sums = new Float64Array(53);
    expect(
      fitPeak({ edges, sums, squares: null, signal: "gaussian", background: "linear" }),
    ).toBeNull();
  });
});
