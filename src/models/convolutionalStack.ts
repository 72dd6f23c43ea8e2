import {
  add,
  conv2d,
  conv2dTranspose,
  leakyRelu,
  reshape,
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
} from "@tensorflow/tfjs-core";
import {
  convolutionSizes,
  resultPositions,
  usefulTaps,
  type ConvolutionShape,
} from "./convolutionShape.js";
import type { LayerStack } from "./layerStack.js";
import { leakySlope, type ConvolutionLayer } from "./trainedModel.js";

export interface ConvolutionOptions {
  /** Channels of the convolutions of the encoder, one after the other. */
  readonly channels: readonly number[];
  /** Taps of each kernel. */
  readonly kernel: number;
  /** Each convolution leaves one position for so many. */
  readonly stride: number;
}

/** The convolutions over the columns of a table of an encoder, from `width` positions of one channel. */
export function encoderShapes(options: ConvolutionOptions, width: number): ConvolutionShape[] {
  const { channels, kernel, stride } = options;
  let [length, before] = [width, 1];
  return channels.map((after) => {
    const shape: ConvolutionShape = {
      from: [length],
      channels: [before, after],
      kernel: [usefulTaps(length, kernel, stride)],
      strides: [stride],
      transposed: false,
    };
    [length] = resultPositions(shape);
    before = after;
    return shape;
  });
}

/** The transposed convolutions that undo those of an encoder, the last one first. */
export function decoderShapes(encoder: readonly ConvolutionShape[]): ConvolutionShape[] {
  return encoder.map((shape) => ({ ...shape, transposed: true })).reverse();
}

/**
 * Convolutions in a row, or their transposes, along one axis (the columns), as stretches of a flat weight vector.
 * LeakyReLU follows each, or all but the last where that is linear.
 */
export class ConvolutionalStack implements LayerStack {
  constructor(
    private readonly shapes: readonly ConvolutionShape[],
    private readonly last: "leakyRelu" | "linear",
  ) {}

  /** Lengths of the stretches: kernel and bias of every layer in turn. */
  get sizes(): number[] {
    return this.shapes.map(convolutionSizes).flatMap(({ weights, biases }) => [weights, biases]);
  }

  /** Runs the layers on `x` (batch x numbers that the first layer takes) with stretches as `sizes` says. */
  apply(stretches: readonly Tensor[], x: Tensor2D): Tensor2D {
    const [batch] = x.shape;
    return this.shapes.reduce((values, shape, i) => {
      const sum = add(convolved(values, stretches[2 * i], shape), stretches[2 * i + 1]);
      const active = this.activationOf(i) === "leakyRelu" ? leakyRelu(sum, leakySlope) : sum;
      return reshape<Rank.R2>(active, [batch, convolutionSizes(shape).outputs]);
    }, x);
  }

  /** Kernels and biases uniform in +-1/sqrt(numbers that an output sees). */
  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    const values = uniform(this.sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    for (const shape of this.shapes) {
      const { weights, biases } = convolutionSizes(shape);
      const [kernel] = shape.kernel;
      const [stride] = shape.strides;
      const taps = shape.transposed ? Math.max(1, kernel / stride) : kernel;
      const limit = 1 / Math.sqrt(taps * shape.channels[shape.transposed ? 1 : 0]);
      for (const end = at + weights + biases; at < end; at++) values[at] *= limit;
    }
    return values;
  }

  /** The layers with copies of their weights, which start at `offset` of the flat vector. */
  layers(weights: Float32Array, offset: number): ConvolutionLayer[] {
    let at = offset;
    const take = (length: number): Float32Array => weights.slice(at, (at += length));
    return this.shapes.map((convolution, i) => {
      const { inputs, outputs, weights: count, biases } = convolutionSizes(convolution);
      return {
        inputs,
        outputs,
        convolution,
        weights: take(count),
        bias: take(biases),
        activation: this.activationOf(i),
      };
    });
  }

  private activationOf(layer: number): "leakyRelu" | "linear" {
    return layer + 1 < this.shapes.length ? "leakyRelu" : this.last;
  }
}

/** One convolution, or its transpose, of batch x (positions x channels), as an image of height 1. */
function convolved(values: Tensor2D, stretch: Tensor, shape: ConvolutionShape): Tensor4D {
  const [batch] = values.shape;
  const [near, far] = shape.channels;
  const [length] = shape.from;
  const [result] = resultPositions(shape);
  const kernel = reshape<Rank.R4>(stretch, [1, shape.kernel[0], near, far]);
  const strides: [number, number] = [1, shape.strides[0]];
  if (shape.transposed) {
    const image = reshape<Rank.R4>(values, [batch, 1, result, far]);
    return conv2dTranspose(image, kernel, [batch, 1, length, near], strides, "same");
  }
  const image = reshape<Rank.R4>(values, [batch, 1, length, near]);
  return conv2d(image, kernel, strides, "same");
}
