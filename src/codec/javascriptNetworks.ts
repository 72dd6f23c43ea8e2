import { UsageError } from "../errors.js";
import { placesOf, type ConvolutionShape } from "../models/convolutionShape.js";
import { forEachTap } from "../models/convolutionTaps.js";
import { leakySlope, type FloatNetwork, type NetworkLayer } from "../models/trainedModel.js";
import { unrolledLayer } from "../models/unrolledLayer.js";
import {
  activate,
  activationBits,
  layerNumbers,
  type FixedPointLayer,
  type FixedPointNetwork,
} from "./fixedPointNetwork.js";
import type { ExactNetwork, InputWindow, NetworkRunners } from "./networkRunners.js";

/** Networks in plain JavaScript: the reference for exact networks, and enough for small tables. */
export const javascriptNetworks: NetworkRunners = {
  float: (layers) => Promise.resolve(floatNetwork(layers)),
  exact: (network, window) => Promise.resolve(exactNetwork(network, window)),
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
      for (const step of steps) {
        values =
          step.convolution === undefined
            ? product(values, rows, step.weights, step.bias, step.outputs)
            : transposedConvolution(values, rows, step, step.convolution);
        activate(values, step.activation);
      }
      return Promise.resolve(values);
    },
    dispose: () => Promise.resolve(),
  };
}

/** A transposed convolution of values (rows x inputs), summed in float64. */
function transposedConvolution(
  values: Float64Array,
  rows: number,
  { inputs, outputs, weights, bias }: FixedPointLayer,
  convolution: ConvolutionShape,
): Float64Array {
  const [near, far] = convolution.channels;
  const out = Float64Array.from({ length: rows * outputs }, (_, i) => bias[i % near]);
  forEachTap(placesOf(convolution), (position, tap, target) => {
    for (let row = 0; row < rows; row++) {
      const from = row * inputs + position * far;
      const to = row * outputs + target * near;
      for (let a = 0; a < near; a++) {
        const kernel = (tap * near + a) * far;
        for (let b = 0; b < far; b++) out[to + a] += values[from + b] * weights[kernel + b];
      }
    }
  });
  return out;
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
