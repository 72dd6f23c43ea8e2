import { memory, setBackend, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { expect, it } from "vitest";
import { createModel } from "../../../src/models/registry.js";
import { initialWeights } from "../../../src/training/initialWeights.js";
import { denseForward } from "../../support/denseForward.js";
import { seededRandom } from "../../support/seededRandom.js";

const model = createModel({ type: "dense", hidden: [9, 5], latent: 2 }, 4);

it("starts from seeded weights, uniform in plus or minus one over the root of a layer's inputs", () => {
  const weights = initialWeights(model, 3);
  expect(weights.length).toBe(model.parameters);
  expect(initialWeights(model, 3)).toEqual(weights);
  expect(initialWeights(model, 4)).not.toEqual(weights);
  const { encoder, decoder } = model.layers(weights);
  for (const layer of [...encoder, ...decoder]) {
    const limit = 1 / Math.sqrt(layer.inputs);
    const all = [...layer.weights, ...layer.bias];
    expect(Math.max(...all.map(Math.abs))).toBeLessThanOrEqual(limit);
    expect(Math.max(...all.map(Math.abs))).toBeGreaterThan(limit / 2);
    expect(Math.min(...all)).toBeLessThan(0);
  }
});

it("mirrors its encoder, linear at the latent and at the output", () => {
  const { encoder, decoder } = model.layers(initialWeights(model, 1));
  const widths = (layers: typeof encoder) => layers.map(({ inputs, outputs }) => [inputs, outputs]);
  expect(widths(encoder)).toEqual([
    [4, 9],
    [9, 5],
    [5, 2],
  ]);
  expect(widths(decoder)).toEqual([
    [2, 5],
    [5, 9],
    [9, 4],
  ]);
  for (const layers of [encoder, decoder]) {
    expect(layers.map(({ activation }) => activation)).toEqual([
      "leakyRelu",
      "leakyRelu",
      "linear",
    ]);
  }
});

it("gives the loss of its own layers, and leaves no tensors behind", () => {
  void setBackend("cpu");
  const random = seededRandom(1);
  const x = Float32Array.from({ length: 20 * 4 }, () => random() * 2 - 1);
  const weights = initialWeights(model, 8);
  const before = memory().numTensors;
  const loss = tidy(
    () => model.loss(tensor1d(weights), tensor2d(x, [20, 4]), {}).total.dataSync()[0],
  );
  expect(memory().numTensors).toBe(before);
  const { encoder, decoder } = model.layers(weights);
  const output = denseForward([...encoder, ...decoder], x, 20);
  const judge = output.reduce((sum, y, i) => sum + (y - x[i]) ** 2, 0) / output.length;
  expect(Math.abs(loss - judge)).toBeLessThan(1e-6);
});

it("works without hidden layers", () => {
  const linear = createModel({ type: "dense", hidden: [], latent: 1 }, 3);
  expect(linear.parameters).toBe(3 + 1 + 3 + 3);
  expect(linear.layers(initialWeights(linear, 1)).encoder.length).toBe(1);
});
