import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import type { GraphTensor } from "../../src/graph/graphRuntime.js";
import { createModel } from "../../src/models/registry.js";
import { onnxRuntime } from "../../src/runtime/onnxRuntime.js";
import { initialWeights } from "../../src/training/initialWeights.js";
import { NoisePools } from "../../src/training/noisePools.js";
import { sgd } from "../../src/training/optimizers/sgd.js";
import { gradientOnnx, lossOnnx } from "../../src/training/tracedStep.js";
import { modelObjective } from "../../src/training/trainingStep.js";
import { trainEagerly } from "../support/eagerTraining.js";
import { modelZoo } from "../support/modelZoo.js";
import { trainTraced } from "../support/runLoop.js";
import { seededRandom } from "../support/seededRandom.js";

const width = 6;
const random = seededRandom(51);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function rowsOf(count: number): Float32Array {
  const rows = Float32Array.from({ length: count * width }, normal);
  for (let i = 0; i < rows.length; i += width) rows[i + 3] = rows[i] * rows[i + 1];
  return rows;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

const zoo = Object.entries(modelZoo).map(([name, options]) => ({
  name,
  options,
  model: createModel(options, width, [1, 2, 1, 0.5, 3, 1]),
}));

describe.each(zoo)("$name", ({ options, model }) => {
  const weights = initialWeights(model, 4);

  it("ends 6 traced steps within 2e-6 of eager TensorFlow.js, every term of the loss too", async () => {
    // Batches that two threads would share: each part has its own statistics and distances.
    const batchSize = 128;
    const steps = 6;
    const rows = rowsOf(steps * batchSize);
    const batches = Array.from({ length: steps }, (_, i) =>
      rows.slice(i * batchSize * width, (i + 1) * batchSize * width),
    );
    const eager = trainEagerly(model, sgd, weights, batches, 0.02);
    const traced = await trainTraced(model, sgd, weights, rows, batchSize, steps, 0.02);
    expect(largestDifference(traced.weights, eager.weights)).toBeLessThan(2e-6);
    expect(largestDifference(traced.weights, weights)).toBeGreaterThan(1e-4);
    expect(largestDifference(traced.losses, eager.losses)).toBeLessThan(1e-5);
    expect(Object.keys(traced.terms)).toEqual(Object.keys(eager.terms));
    const names = Object.keys(traced.terms);
    for (const name of names) {
      expect(largestDifference(traced.terms[name], eager.terms[name])).toBeLessThan(1e-5);
    }
    if (names.length > 0) {
      traced.losses.forEach((loss, step) => {
        const sum = names.reduce((total, name) => total + traced.terms[name][step], 0);
        expect(Math.abs(sum - loss)).toBeLessThan(1e-5);
      });
    }
    const isPlain = options.type === "dense" || options.type === "convolutional";
    expect(names.length > 0).toBe(!isPlain || (options.weightL2 ?? 0) > 0);
  });

  // The gradient of an adversarial step is of two losses at once: see below.
  it.skipIf("adversary" in options)("has the gradient of its loss in float64", async () => {
    const rows = 96;
    const batch = rowsOf(rows);
    const noise = new NoisePools(model.feeds, 5, rows, 10).fed(3);
    const single = await onnxRuntime(1).open(gradientOnnx(model, rows, 1));
    const double = await onnxRuntime(1).open(lossOnnx(modelObjective(model), rows, "float64"));
    const { gradient } = await single.run({
      weights: { data: weights, shape: [weights.length] },
      batch: { data: batch, shape: [rows, width] },
      ...noise,
    });
    const slope = gradient.data as Float32Array;
    const inDouble: Record<string, GraphTensor> = {
      batch: { data: Float64Array.from(batch), shape: [rows, width] },
    };
    for (const [name, { data, shape }] of Object.entries(noise)) {
      inDouble[name] = { data: Float64Array.from(data), shape };
    }
    const lossAt = async (at: Float64Array): Promise<number> =>
      Number(
        (await double.run({ weights: { data: at, shape: [at.length] }, ...inDouble })).loss.data[0],
      );
    for (let k = 0; k < 8; k++) {
      const direction = Float64Array.from(slope, (g) => normal() * Math.abs(g) + 0.5 * g);
      const length = Math.hypot(...direction);
      const step = 1e-7;
      const moved = (sign: number): Float64Array =>
        Float64Array.from(weights, (w, i) => w + (sign * step * direction[i]) / length);
      const judge = ((await lossAt(moved(1))) - (await lossAt(moved(-1)))) / (2 * step);
      const own = slope.reduce((sum, g, i) => sum + (g * direction[i]) / length, 0);
      expect(Math.abs(own / judge - 1)).toBeLessThan(2e-4);
    }
    await single.dispose();
    await double.dispose();
  });

  it("leaves no tensors behind, traced or eager", async () => {
    const rows = rowsOf(2 * 16);
    const once = async (): Promise<number> => {
      trainEagerly(model, sgd, weights, [rows.slice(0, 16 * width), rows.slice(16 * width)], 1e-3);
      await trainTraced(model, sgd, weights, rows, 16, 2, 1e-3);
      return memory().numTensors;
    };
    const before = await once();
    expect(await once()).toBe(before);
  });
});
