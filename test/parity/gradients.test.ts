import { valueAndGrad, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import { expect, it } from "vitest";
import { emitFunction } from "../../src/graph/emitFunction.js";
import { trace } from "../../src/graph/trace.js";
import { createModel } from "../../src/models/registry.js";
import { onnxRuntime } from "../../src/runtime/onnxRuntime.js";
import { initialWeights } from "../../src/training/initialWeights.js";
import { lossOnnx } from "../../src/training/tracedStep.js";
import { modelObjective } from "../../src/training/trainingStep.js";
import { seededRandom } from "../support/seededRandom.js";

const rows = 256;
const width = 8;
const model = createModel({ type: "dense", hidden: [40, 30, 20], latent: 4 }, width);
const random = seededRandom(31);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const weights = initialWeights(model, 3);
const batch = Float32Array.from({ length: rows * width }, normal);

/** The gradient of the loss, traced and run in the given precision. */
async function gradient(): Promise<Float32Array> {
  const traced = trace(
    [
      { name: "weights", shape: [model.parameters] },
      { name: "batch", shape: [rows, width] },
    ],
    ([w, x]) => [valueAndGrad((v) => model.loss(v as Tensor1D, x as Tensor2D, {}).total)(w).grad],
  );
  const session = await onnxRuntime(1).open(emitFunction(traced, ["gradient"]));
  const outputs = await session.run({
    weights: { data: weights, shape: [weights.length] },
    batch: { data: batch, shape: [rows, width] },
  });
  await session.dispose();
  return outputs.gradient.data as Float32Array;
}

/** The loss in float64, as a function of the weights. */
async function lossInDouble(): Promise<(weights: Float64Array) => Promise<number>> {
  const session = await onnxRuntime(1).open(lossOnnx(modelObjective(model), rows, "float64"));
  const x = { data: Float64Array.from(batch), shape: [rows, width] };
  return async (at) => {
    const { loss } = await session.run({
      weights: { data: at, shape: [at.length] },
      batch: x,
    });
    return Number(loss.data[0]);
  };
}

it("agrees with central differences of the loss in float64 along 20 random directions", async () => {
  const slope = await gradient();
  const loss = await lossInDouble();
  for (let k = 0; k < 20; k++) {
    // Directions that look along the gradient as well as across it, so that the derivative is never near zero.
    const direction = Float64Array.from(slope, (g) => normal() * Math.abs(g) + 0.5 * g);
    const length = Math.hypot(...direction);
    const step = 1e-7;
    const moved = (sign: number): Float64Array =>
      Float64Array.from(weights, (w, i) => w + (sign * step * direction[i]) / length);
    const judge = ((await loss(moved(1))) - (await loss(moved(-1)))) / (2 * step);
    const own = slope.reduce((sum, g, i) => sum + (g * direction[i]) / length, 0);
    expect(Math.abs(own / judge - 1)).toBeLessThan(1e-4);
  }
});

it("agrees with the float64 judge in every layer's weights and biases alone", async () => {
  const slope = await gradient();
  const loss = await lossInDouble();
  const { encoder, decoder } = model.layers(slope);
  let offset = 0;
  for (const part of [...encoder, ...decoder].flatMap((layer) => [layer.weights, layer.bias])) {
    const length = Math.hypot(...part);
    expect(length).toBeGreaterThan(0);
    const step = 1e-7;
    const moved = (sign: number): Float64Array => {
      const at = Float64Array.from(weights);
      part.forEach((g, i) => (at[offset + i] += (sign * step * g) / length));
      return at;
    };
    const judge = ((await loss(moved(1))) - (await loss(moved(-1)))) / (2 * step);
    expect(Math.abs(length / judge - 1)).toBeLessThan(1e-4);
    offset += part.length;
  }
  expect(offset).toBe(model.parameters);
});
