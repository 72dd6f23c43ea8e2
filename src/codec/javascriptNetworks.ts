import { UsageError } from "../errors.js";
import { leakySlope, type FloatNetwork, type NetworkLayer } from "../models/trainedModel.js";
import { unrolledLayer } from "../models/unrolledLayer.js";
import type { ExactLayer, NetworkRunners } from "./networkRunners.js";

/** Networks in plain JavaScript: the reference for exact layers, and enough for small tables. */
export const javascriptNetworks: NetworkRunners = {
  float: (layers) => Promise.resolve(floatNetwork(layers)),
  exactLayer: (weights, bias, inputs, outputs) =>
    Promise.resolve(exactLayer(weights, bias, inputs, outputs)),
  onnx: () =>
    Promise.reject(new UsageError("Files without a bound need ONNX Runtime for decompression.")),
};

function floatNetwork(layers: readonly NetworkLayer[]): FloatNetwork {
  const unrolled = layers.map(unrolledLayer);
  return {
    run: (inputs, rows) => {
      let values = inputs;
      for (const { weights, bias, outputs, activation } of unrolled) {
        values = Float32Array.from(product(values, rows, weights, bias, outputs));
        if (activation === "linear") continue;
        for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] *= leakySlope;
      }
      return Promise.resolve(values);
    },
    dispose: () => Promise.resolve(),
  };
}

function exactLayer(
  weights: Float64Array,
  bias: Float64Array,
  inputs: number,
  outputs: number,
): ExactLayer {
  return {
    run: (values, rows) => {
      if (values.length !== rows * inputs) throw new RangeError("Inputs do not fill the rows.");
      return Promise.resolve(product(values, rows, weights, bias, outputs));
    },
    dispose: () => Promise.resolve(),
  };
}

/** values (rows x inputs) times weights (inputs x outputs) plus bias, summed in float64. */
function product(
  values: Float32Array | Float64Array,
  rows: number,
  weights: Float32Array | Float64Array,
  bias: Float32Array | Float64Array,
  outputs: number,
): Float64Array {
  const inputs = weights.length / outputs;
  const out = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const to = row * outputs;
    for (let output = 0; output < outputs; output++) out[to + output] = bias[output];
    for (let input = 0; input < inputs; input++) {
      const value = values[row * inputs + input];
      const from = input * outputs;
      for (let output = 0; output < outputs; output++) {
        out[to + output] += value * weights[from + output];
      }
    }
  }
  return out;
}
