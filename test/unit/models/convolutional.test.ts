import "@tensorflow/tfjs-backend-cpu";
import {
  add,
  conv2d,
  conv2dTranspose,
  conv3d,
  conv3dTranspose,
  leakyRelu,
  setBackend,
  tensor,
  tensor1d,
  tidy,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  type Tensor5D,
} from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  convolutionSizes,
  resultPositions,
  usefulTaps,
  type ConvolutionShape,
} from "../../../src/models/convolutionShape.js";
import { createModel } from "../../../src/models/registry.js";
import { leakySlope, type ConvolutionLayer } from "../../../src/models/trainedModel.js";
import { unrolledLayer } from "../../../src/models/unrolledLayer.js";
import { denseNetworkOnnx } from "../../../src/graph/denseNetworkOnnx.js";
import { onnxNetwork } from "../../../src/runtime/onnxNetwork.js";
import { initialWeights } from "../../../src/training/initialWeights.js";
import { denseForward } from "../../support/denseForward.js";
import { seededRandom } from "../../support/seededRandom.js";

const random = seededRandom(61);
const numbers = (count: number): Float32Array =>
  Float32Array.from({ length: count }, () => 2 * random() - 1);

function layerOf(shape: ConvolutionShape): ConvolutionLayer {
  const { inputs, outputs, weights, biases } = convolutionSizes(shape);
  return {
    inputs,
    outputs,
    convolution: shape,
    weights: numbers(weights),
    bias: numbers(biases),
    activation: "leakyRelu",
  };
}

/** The same with TensorFlow.js's convolutions; one axis is an image of height 1. */
function judge(layer: ConvolutionLayer, x: Float32Array, rows: number): Float32Array {
  const { from, channels, kernel, strides, transposed } = layer.convolution;
  const spread = (lengths: readonly number[]): number[] =>
    lengths.length === 1 ? [1, ...lengths] : [...lengths];
  const [near, far] = channels;
  void setBackend("cpu");
  return tidy(() => {
    const filter = tensor(layer.weights, [...spread(kernel), near, far]);
    const seen = transposed ? resultPositions(layer.convolution) : from;
    const image = tensor(x, [rows, ...spread(seen), transposed ? far : near]);
    const size = [rows, ...spread(from), near];
    const steps = spread(strides);
    const sum =
      from.length === 3
        ? volumes(image as Tensor5D, filter as Tensor5D, size, steps, transposed)
        : images(image as Tensor4D, filter as Tensor4D, size, steps, transposed);
    return leakyRelu(add(sum, tensor1d(layer.bias)), leakySlope).dataSync() as Float32Array;
  });
}

function images(
  image: Tensor4D,
  filter: Tensor4D,
  size: readonly number[],
  strides: readonly number[],
  transposed: boolean,
): Tensor {
  const steps = strides as [number, number];
  return transposed
    ? conv2dTranspose(image, filter, size as Tensor4D["shape"], steps, "same")
    : conv2d(image, filter, steps, "same");
}

function volumes(
  volume: Tensor5D,
  filter: Tensor5D,
  size: readonly number[],
  strides: readonly number[],
  transposed: boolean,
): Tensor {
  const steps = strides as [number, number, number];
  return transposed
    ? conv3dTranspose(volume, filter, size as Tensor5D["shape"], steps, "same")
    : conv3d(volume, filter, steps, "same");
}

const shapes: Omit<ConvolutionShape, "transposed">[] = [
  { from: [8], channels: [1, 5], kernel: [3], strides: [2] },
  { from: [7], channels: [3, 4], kernel: [3], strides: [2] },
  { from: [2], channels: [4, 3], kernel: [2], strides: [2] },
  { from: [1], channels: [4, 3], kernel: [1], strides: [2] },
  { from: [9], channels: [2, 3], kernel: [4], strides: [1] },
  { from: [9], channels: [2, 3], kernel: [2], strides: [3] },
  { from: [4, 5], channels: [2, 3], kernel: [3, 2], strides: [2, 1] },
  { from: [3, 4, 5], channels: [2, 3], kernel: [2, 3, 2], strides: [2, 1, 3] },
];

describe.each(shapes)("a convolution of $from by $kernel in strides of $strides", (shape) => {
  it.each([false, true])(
    "is its unrolled matrix, and its graph (transposed: %s)",
    async (transposed) => {
      const layer = layerOf({ ...shape, transposed });
      const rows = 5;
      const x = numbers(rows * layer.inputs);
      const expected = judge(layer, x, rows);
      const unrolled = denseForward([unrolledLayer(layer)], x, rows);
      const network = await onnxNetwork(denseNetworkOnnx([layer]), 1);
      const run = await network.run(x, rows);
      await network.dispose();
      expect(expected.length).toBe(rows * layer.outputs);
      expect(run.length).toBe(expected.length);
      expected.forEach((value, i) => {
        expect(Math.abs(unrolled[i] - value)).toBeLessThan(1e-5);
        expect(Math.abs(run[i] - value)).toBeLessThan(1e-5);
      });
    },
  );
});

it("leaves out taps that only ever see zeros, and no others", () => {
  for (let length = 1; length < 10; length++) {
    for (let kernel = 1; kernel < 12; kernel++) {
      for (let stride = 1; stride < 5; stride++) {
        const taps = usefulTaps(length, kernel, stride);
        const shape = { from: [length], channels: [1, 1], strides: [stride], transposed: false };
        const matrix = (count: number): Set<string> => {
          const layer = layerOf({ ...shape, kernel: [count], channels: [1, 1] });
          layer.weights.fill(1);
          return new Set(
            [...unrolledLayer(layer).weights].map((w, i) => `${String(i)}:${String(w)}`),
          );
        };
        // The same places see something, and each tap is somewhere.
        expect(matrix(taps)).toEqual(matrix(kernel));
        const layer = layerOf({ ...shape, kernel: [taps], channels: [1, 1] });
        layer.weights.forEach((_, i) => (layer.weights[i] = i + 1));
        const found = new Set(unrolledLayer(layer).weights);
        for (let tap = 1; tap <= taps; tap++) expect(found.has(tap)).toBe(true);
      }
    }
  }
});

describe.each([3, 8, 19])("a convolutional autoencoder of %i columns", (width) => {
  it.each([false, true])(
    "has layers that do what it does (normalised: %s)",
    (batchNormalization) => {
      const model = createModel(
        {
          type: "convolutional",
          channels: [6, 4, 5],
          kernelSize: 3,
          stride: 2,
          latent: 2,
          batchNormalization,
        },
        width,
      );
      const weights = initialWeights(model, 3);
      expect(weights.length).toBe(model.parameters);
      const rows = 40;
      const x = numbers(rows * width);
      const measured = tidy(() => {
        void setBackend("cpu");
        const batch = tensor(x, [rows, width]) as Tensor2D;
        const own = model.calibrated?.(tensor1d(weights), batch) ?? tensor1d(weights);
        return own.dataSync() as Float32Array;
      });
      expect(measured.length).toBe(weights.length);
      const [latents, output] = tidy(() => {
        const result = model.apply(tensor1d(measured), tensor(x, [rows, width]) as Tensor2D);
        return [result.latents.dataSync(), result.reconstruction.dataSync()];
      });
      const { encoder, decoder } = model.layers(measured);
      const code = denseForward(encoder, x, rows);
      const decoded = denseForward(decoder, code, rows);
      code.forEach((value, i) => {
        expect(Math.abs(value - latents[i])).toBeLessThan(2e-5);
      });
      decoded.forEach((value, i) => {
        expect(Math.abs(value - output[i])).toBeLessThan(2e-5);
      });
      expect(decoded.length).toBe(rows * width);
    },
  );
});
