import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor2d, tidy, type Scalar, type Tensor2D } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { kernelNames } from "../../../src/losses/kernels.js";
import { maximumMeanDiscrepancy } from "../../../src/losses/maximumMeanDiscrepancy.js";
import { normalQuantile } from "../../../src/losses/normalQuantile.js";
import { slicedWasserstein } from "../../../src/losses/slicedWasserstein.js";
import { seededRandom } from "../../support/seededRandom.js";

void setBackend("cpu");
const random = seededRandom(61);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const sample = (rows: number, width: number, shift = 0): Tensor2D =>
  tensor2d(
    Float32Array.from({ length: rows * width }, () => normal() + shift),
    [rows, width],
  );
const numberOf = (loss: () => Scalar): number => tidy(() => loss().dataSync()[0]);
const lengths = [1, 3];

describe("maximum mean discrepancy", () => {
  it.each(kernelNames)("of equal distributions is zero on average, kernel %s", (kernel) => {
    const trials = Array.from({ length: 60 }, () =>
      numberOf(() => maximumMeanDiscrepancy(sample(40, 3), sample(40, 3), kernel, lengths)),
    );
    const mean = trials.reduce((a, b) => a + b) / trials.length;
    const spread = Math.sqrt(
      trials.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (trials.length - 1),
    );
    expect(Math.abs(mean)).toBeLessThan((3.5 * spread) / Math.sqrt(trials.length));
    expect(trials.some((x) => x < 0)).toBe(true);
    const large = numberOf(() =>
      maximumMeanDiscrepancy(sample(600, 3), sample(600, 3), kernel, lengths),
    );
    expect(Math.abs(large)).toBeLessThan(0.003);
  });

  it.each(kernelNames)("is an average over pairs: far samples are 2 apart, kernel %s", (kernel) => {
    const clump = (at: number, rows: number): Tensor2D =>
      tensor2d(new Float32Array(rows * 2).fill(at), [rows, 2]);
    for (const rows of [2, 30]) {
      const far = numberOf(() =>
        maximumMeanDiscrepancy(clump(0, rows), clump(1e5, rows), kernel, [0.5]),
      );
      expect(far).toBeCloseTo(2, 4);
    }
    expect(numberOf(() => maximumMeanDiscrepancy(clump(0, 1), clump(9, 1), kernel, [1]))).toBe(0);
  });
});

describe("sliced Wasserstein distance", () => {
  it("of a shifted Gaussian is the shift along the line, squared", () => {
    for (const shift of [0, 0.5, 3]) {
      const line = tensor2d([[0.3, -2, 0.7]]);
      const along = ((0.3 - 2 + 0.7) / Math.hypot(0.3, 2, 0.7)) * shift;
      const found = numberOf(() => slicedWasserstein(sample(4000, 3, shift), line, "mean"));
      expect(Math.abs(found - along ** 2)).toBeLessThan(0.02 + 0.06 * Math.abs(along));
    }
  });

  it("over all lines has the mean, or the largest, of theirs", () => {
    const points = sample(50, 2, 1);
    const lines = [
      [1, 0],
      [0, 5],
      [1, 1],
    ];
    const each = lines.map((line) =>
      numberOf(() => slicedWasserstein(points, tensor2d([line]), "mean")),
    );
    const over = (how: "mean" | "max"): number =>
      numberOf(() => slicedWasserstein(points, tensor2d(lines), how));
    expect(over("mean")).toBeCloseTo(each.reduce((a, b) => a + b) / 3, 5);
    expect(over("max")).toBeCloseTo(Math.max(...each), 5);
  });
});

it("has the quantiles of the normal distribution", () => {
  // scipy.stats.norm.ppf
  const judge = [
    [1e-6, -4.753424308822899],
    [0.01, -2.3263478740408408],
    [0.3, -0.5244005127080409],
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.9999, 3.71901648545568],
  ];
  for (const [probability, quantile] of judge) {
    expect(normalQuantile(probability)).toBeCloseTo(quantile, 7);
  }
});
