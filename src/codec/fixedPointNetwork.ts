import type { ConvolutionShape } from "../models/convolutionShape.js";
import { leakySlope, type DenseLayer, type NetworkLayer } from "../models/trainedModel.js";

/** Activations are multiples of 2^-10 ... */
export const activationBits = 10;
/** ... inside ±2^12. */
export const largestActivation = 4096;

/**
 * A dense layer in fixed point: weights are multiples of 2^-weightBits, biases of 2^-10, both held as whole numbers.
 * With activations that are multiples of 2^-10, every product and partial sum is a multiple of 2^-(weightBits + 10)
 * below 2^(43 - weightBits), so float64 holds it exactly and the order of summation does not matter.
 */
export interface FixedPointLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** inputs x outputs, row-major, in units of 2^-weightBits; of convolutions the kernel. */
  readonly weights: Float64Array;
  /** In units of 2^-10. */
  readonly bias: Float64Array;
  readonly activation: DenseLayer["activation"];
  /** Of a transposed convolution, whose weights are its kernel, and whose bias has one number for each channel. */
  readonly convolution?: ConvolutionShape | undefined;
}

export interface FixedPointNetwork {
  readonly weightBits: number;
  readonly layers: readonly FixedPointLayer[];
}

/** Rounds trained layers to fixed point. */
export function toFixedPoint(
  layers: readonly NetworkLayer[],
  weightBits: number,
): FixedPointNetwork {
  const round = (values: Float32Array, bits: number): Float64Array =>
    Float64Array.from(values, (value) => Math.floor(value * 2 ** bits + 0.5) + 0);
  return {
    weightBits,
    layers: layers.map((layer) => ({
      ...layer,
      weights: round(layer.weights, weightBits),
      bias: round(layer.bias, activationBits),
    })),
  };
}

/** The same with biases on the grid of the weights, for networks whose every bit counts. */
export function toCoarseFixedPoint(
  layers: readonly NetworkLayer[],
  weightBits: number,
): FixedPointNetwork {
  const network = toFixedPoint(layers, weightBits);
  const unit = 2 ** (activationBits - weightBits);
  return {
    ...network,
    layers: network.layers.map((layer) => ({
      ...layer,
      bias: layer.bias.map((bias) => Math.floor(bias / unit + 0.5) * unit),
    })),
  };
}

/**
 * Whether no sum can leave the range in which float64 is exact: for each output, sum |w| 2^12 + |b| < 2^(43 -
 * weightBits); for each channel of a convolution, over all taps. Also refuses numbers that are not finite.
 */
export function sumsStayExact({ weightBits, layers }: FixedPointNetwork): boolean {
  for (const { weights, bias, convolution } of layers) {
    const inner = convolution === undefined ? 1 : convolution.channels[1];
    const channels = bias.length;
    const sums = bias.map((one) => Math.abs(one) * 2 ** weightBits);
    for (let i = 0; i < weights.length; i++) {
      sums[Math.floor(i / inner) % channels] +=
        Math.abs(weights[i]) * largestActivation * 2 ** activationBits;
    }
    if (!sums.every((sum) => sum < 2 ** 53)) return false;
  }
  return true;
}

/** Weights and biases as the numbers that they stand for. */
export function layerNumbers(
  layer: FixedPointLayer,
  weightBits: number,
): { readonly weights: Float64Array; readonly bias: Float64Array } {
  return {
    weights: layer.weights.map((weight) => weight / 2 ** weightBits),
    bias: layer.bias.map((bias) => bias / 2 ** activationBits),
  };
}

/**
 * The activation of a layer, in place: LeakyReLU where asked for, then floor(y 2^10 + 0.5) / 2^10, then the limits
 * ±2^12.
 */
export function activate(sums: Float64Array, activation: DenseLayer["activation"]): void {
  const leaky = activation === "leakyRelu";
  const scale = 2 ** activationBits;
  const unit = 2 ** -activationBits;
  for (let i = 0; i < sums.length; i++) {
    let value = sums[i];
    if (leaky && value < 0) value *= leakySlope;
    value = Math.floor(value * scale + 0.5) * unit;
    if (value > largestActivation) value = largestActivation;
    else if (value < -largestActivation) value = -largestActivation;
    sums[i] = value;
  }
}
