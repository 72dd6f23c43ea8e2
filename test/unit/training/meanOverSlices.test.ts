import { memory, setBackend, tensor2d, tidy, type Tensor2D } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { expect, it } from "vitest";
import { meanOverSlices } from "../../../src/training/meanOverSlices.js";
import { meanSquaredError } from "../../../src/losses/meanSquaredError.js";
import { noFeeds } from "../../../src/models/feeds.js";
import { seededRandom } from "../../support/seededRandom.js";

it.each([1, 1500, 2048, 3001, 5000])("is the mean over all of %i rows", (rows) => {
  void setBackend("cpu");
  const random = seededRandom(rows);
  const values = Float32Array.from({ length: rows * 2 }, random);
  const judge = values.reduce((sum, x) => sum + x * x, 0) / values.length;
  const slices: number[] = [];
  const before = memory().numTensors;
  const loss = tidy(() => {
    const batch = tensor2d(values, [rows, 2]);
    const zero = (slice: Tensor2D): Tensor2D => tensor2d(new Float32Array(slice.size), slice.shape);
    return meanOverSlices(batch, noFeeds, {}, (slice) => {
      slices.push(slice.shape[0]);
      return { total: meanSquaredError(slice, zero(slice)), terms: {} };
    }).total.dataSync()[0];
  });
  expect(Math.abs(loss - judge)).toBeLessThan(1e-6);
  expect(slices.reduce((sum, size) => sum + size, 0)).toBe(rows);
  expect(slices.length).toBe(Math.max(1, Math.floor(rows / 1024)));
  expect(memory().numTensors).toBe(before);
});
