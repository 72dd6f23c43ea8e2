import {
  add,
  leakyRelu,
  matMul,
  reshape,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { LayerShape } from "./convolutionalLayers.js";
import { noFeeds, type Fed } from "./feeds.js";
import type { Branch } from "./mirroredArchitecture.js";
import {
  batchStatistics,
  normalizationEpsilon,
  normalized,
  normalizedByBatch,
  startNormalized,
} from "./normalizedSums.js";
import { convolutionSizes } from "./convolutionShape.js";
import { convolved } from "./convolved.js";
import { leakySlope, type NetworkLayer } from "./trainedModel.js";

/**
 * Convolutions, their transposes and dense layers in a row, with LeakyReLU on all but the last: one side of an
 * autoencoder. Optional is batch normalisation of every channel, over rows and positions, before each activation (Ioffe
 * and Szegedy 2015, arXiv:1502.03167).
 */
export class ConvolutionalBranch implements Branch {
  readonly feeds = noFeeds;

  constructor(
    private readonly shapes: readonly LayerShape[],
    private readonly normalizes: boolean,
  ) {}

  /** Lengths of the stretches of every layer in turn: its weights, then the bias or what replaces it. */
  get sizes(): number[] {
    return this.shapes.flatMap((shape, i) => [
      weightsOf(shape),
      ...Array.from({ length: this.vectors(i) }, () => channelsOf(shape)),
    ]);
  }

  /** Which of the stretches are weights. */
  get matrices(): number[] {
    let at = 0;
    return this.shapes.map((_, i) => {
      const own = at;
      at += 1 + this.vectors(i);
      return own;
    });
  }

  /** Weights and biases uniform in +-1/sqrt(numbers that an output sees); normalised sums start at mean 0, variance 1. */
  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    const values = uniform(this.sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    this.shapes.forEach((shape, i) => {
      const [weights, channels] = [weightsOf(shape), channelsOf(shape)];
      const limit = 1 / Math.sqrt(numbersSeen(shape));
      const vectors = at + weights;
      const end = vectors + this.vectors(i) * channels;
      for (let each = at; each < end; each++) values[each] *= limit;
      if (this.isNormalized(i)) {
        startNormalized(values, vectors, channels);
      }
      at = end;
    });
    return values;
  }

  /**
   * Runs the layers on `x` (batch x inputs) with stretches as `sizes` says.
   * @param fed not null in training, where sums are normalised over this batch; otherwise with measured statistics
   * @param measured is filled with the stretches whose statistics are those of this batch, where given
   */
  apply(
    stretches: readonly Tensor[],
    x: Tensor2D,
    fed: Fed | null,
    measured?: Tensor[],
  ): { readonly output: Tensor2D; readonly hidden: readonly Tensor2D[] } {
    const [batch] = x.shape;
    const hidden: Tensor2D[] = [];
    let values = x;
    let at = 0;
    this.shapes.forEach((shape, i) => {
      const own = stretches.slice(at, (at += 1 + this.vectors(i)));
      let sum = linear(values, own[0], shape);
      if (this.isNormalized(i)) {
        const [gain, shift, center, variance] = own.slice(1) as Tensor1D[];
        if (fed !== null) {
          sum = normalizedByBatch(sum, gain, shift);
        } else {
          const statistics =
            measured === undefined ? ([center, variance] as const) : batchStatistics(sum);
          measured?.push(own[0], gain, shift, ...statistics);
          sum = normalized(sum, gain, shift, statistics);
        }
      } else {
        sum = add(sum, own[1]);
        measured?.push(...own);
      }
      values = reshape<Rank.R2>(this.isHidden(i) ? leakyRelu(sum, leakySlope) : sum, [
        batch,
        shape.outputs,
      ]);
      if (this.isHidden(i)) hidden.push(values);
    });
    return { output: values, hidden };
  }

  /** The layers as they are coded, normalisation folded into weights; they start at `offset` of the vector. */
  layers(weights: Float32Array, offset: number): NetworkLayer[] {
    let at = offset;
    const take = (length: number): Float32Array => weights.slice(at, (at += length));
    return this.shapes.map((shape, i): NetworkLayer => {
      const { inputs, outputs, convolution } = shape;
      const channels = channelsOf(shape);
      const matrix = take(weightsOf(shape));
      const vectors = Array.from({ length: this.vectors(i) }, () => take(channels));
      let [bias] = vectors;
      if (this.isNormalized(i)) {
        const [gain, shift, center, variance] = vectors;
        const scales = gain.map((g, c) => g / Math.sqrt(variance[c] + normalizationEpsilon));
        for (let k = 0; k < matrix.length; k++) matrix[k] *= scales[channelOf(k, shape)];
        bias = shift.map((b, c) => b - center[c] * scales[c]);
      }
      const activation = this.isHidden(i) ? "leakyRelu" : "linear";
      const layer = { inputs, outputs, weights: matrix, bias, activation } as const;
      return convolution === undefined ? layer : { ...layer, convolution };
    });
  }

  private isHidden(layer: number): boolean {
    return layer + 1 < this.shapes.length;
  }

  private isNormalized(layer: number): boolean {
    return this.normalizes && this.isHidden(layer) && this.shapes[layer].convolution !== undefined;
  }

  /** Vectors of a layer: its bias, or gain, shift, mean and variance. */
  private vectors(layer: number): number {
    return this.isNormalized(layer) ? 4 : 1;
  }
}

function weightsOf({ inputs, outputs, convolution }: LayerShape): number {
  return convolution === undefined ? inputs * outputs : convolutionSizes(convolution).weights;
}

function channelsOf({ outputs, convolution }: LayerShape): number {
  return convolution === undefined ? outputs : convolutionSizes(convolution).biases;
}

/** The channel that weight `k` of a layer leads to. */
function channelOf(k: number, { outputs, convolution }: LayerShape): number {
  if (convolution === undefined) return k % outputs;
  const [near, far] = convolution.channels;
  return convolution.transposed ? Math.floor(k / far) % near : k % far;
}

/** How many numbers an output is the sum of, about. */
function numbersSeen({ inputs, convolution }: LayerShape): number {
  if (convolution === undefined) return inputs;
  const { kernel, strides, channels, transposed } = convolution;
  const [near, far] = channels;
  const taps = kernel.map((own, axis) => (transposed ? Math.max(1, own / strides[axis]) : own));
  return taps.reduce((product, own) => product * own, transposed ? far : near);
}

/** A layer's sums without bias, every position a row of its own: (batch x positions) x channels. */
function linear(values: Tensor2D, weights: Tensor, shape: LayerShape): Tensor2D {
  const { inputs, outputs, convolution } = shape;
  return convolution === undefined
    ? matMul(values, reshape<Rank.R2>(weights, [inputs, outputs]))
    : reshape<Rank.R2>(convolved(values, weights, convolution), [-1, channelsOf(shape)]);
}
