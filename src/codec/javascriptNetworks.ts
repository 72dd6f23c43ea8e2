import { UsageError } from "../errors.js";
import { leakySlope, type DenseLayer, type FloatNetwork } from "../models/trainedModel.js";
import {
  activate,
  activationBits,
  layerNumbers,
  type FixedPointNetwork,
} from "./fixedPointNetwork.js";
import type { ExactNetwork, InputWindow, NetworkRunners } from "./networkRunners.js";

/** Dense networks in plain JavaScript: the reference for exact networks, and enough for small tables. */
export const javascriptNetworks: NetworkRunners = {
  float: (layers) => Promise.resolve(floatNetwork(layers)),
  exact: (network, window) => Promise.resolve(exactNetwork(network, window)),
  onnx: () =>
    Promise.reject(new UsageError("Files without a bound need ONNX Runtime for decompression.")),
};

function floatNetwork(layers: readonly DenseLayer[]): FloatNetwork {
  return {
    run: (inputs, rows) => {
      let values = inputs;
      for (const { weights, bias, outputs, activation } of layers) {
        values = Float32Array.from(product(values, rows, weights, bias, outputs));
        if (activation === "linear") continue;
        for (let i = 0; i < values.length; i++) if (values[i] < 0) values[i] *= leakySlope;
      }
      return Promise.resolve(values);
    },
    dispose: () => Promise.resolve(),
  };
}

function exactNetwork(
  { layers, weightBits }: FixedPointNetwork,
  { width, from }: InputWindow = { width: layers[0].inputs, from: 0 },
): ExactNetwork {
  const steps = layers.map((layer) => ({ ...layer, ...layerNumbers(layer, weightBits) }));
  return {
    run: (inputs, rows) => {
      if (inputs.length !== rows * width) throw new RangeError("Inputs do not fill the rows.");
      const count = layers[0].inputs;
      let values: Float64Array = new Float64Array(rows * count);
      for (let row = 0, at = 0; row < rows; row++) {
        for (let i = 0; i < count; i++, at++) {
          values[at] = inputs[row * width + from + i] / 2 ** activationBits;
        }
      }
      for (const { weights, bias, outputs, activation } of steps) {
        values = product(values, rows, weights, bias, outputs);
        activate(values, activation);
      }
      return Promise.resolve(values);
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
