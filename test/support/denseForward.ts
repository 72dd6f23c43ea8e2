import { leakySlope, type DenseLayer, type NetworkLayer } from "../../src/models/trainedModel.js";
import { unrolledLayer } from "../../src/models/unrolledLayer.js";

/** Layers evaluated in plain float64: the judge of float32 networks. */
export function denseForward(
  layers: readonly NetworkLayer[],
  inputs: ArrayLike<number>,
  rows: number,
): Float64Array {
  let values = Float64Array.from(inputs);
  for (const layer of layers.map(unrolledLayer)) {
    const next = new Float64Array(rows * layer.outputs);
    for (let row = 0; row < rows; row++) {
      for (let o = 0; o < layer.outputs; o++) {
        let sum = layer.bias[o];
        for (let i = 0; i < layer.inputs; i++) {
          sum += values[row * layer.inputs + i] * layer.weights[i * layer.outputs + o];
        }
        next[row * layer.outputs + o] =
          sum < 0 && layer.activation === "leakyRelu" ? sum * leakySlope : sum;
      }
    }
    values = next;
  }
  return values;
}

/** Layers of the given widths with random weights; LeakyReLU on all but the last. */
export function randomLayers(random: () => number, widths: readonly number[]): DenseLayer[] {
  return widths.slice(1).map((outputs, index) => {
    const inputs = widths[index];
    const scale = 1 / Math.sqrt(inputs);
    return {
      inputs,
      outputs,
      weights: Float32Array.from({ length: inputs * outputs }, () => (random() * 2 - 1) * scale),
      bias: Float32Array.from({ length: outputs }, () => (random() * 2 - 1) * scale),
      activation: index + 2 < widths.length ? "leakyRelu" : "linear",
    };
  });
}
