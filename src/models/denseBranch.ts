import {
  add,
  concat,
  leakyRelu,
  matMul,
  mul,
  reshape,
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { Fed, Feeds } from "./feeds.js";
import type { Branch } from "./mirroredArchitecture.js";
import { withCarriedInputs } from "./carriedInputs.js";
import {
  batchStatistics,
  normalizationEpsilon,
  normalized,
  normalizedByBatch,
  startNormalized,
} from "./normalizedSums.js";
import { leakySlope, type DenseLayer } from "./trainedModel.js";

export interface BranchOptions {
  /** Normalises the sums of every hidden layer over the rows of a batch. */
  readonly batchNormalization?: boolean;
  /** Share of the hidden activations that is left out in training. */
  readonly dropout?: number;
  /** Every layer also sees the inputs of the first. */
  readonly skip?: boolean;
  /** Output layers that are averaged, each with a last hidden layer of its own. */
  readonly heads?: number;
}

interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly hidden: boolean;
}

/**
 * Dense layers in a row with LeakyReLU on all but the last: one side of an autoencoder. Optional are batch normalisation
 * before every activation (Ioffe and Szegedy 2015, arXiv:1502.03167), dropout after it (Srivastava et al. 2014), skip
 * connections from the inputs to every layer, and averaged heads.
 */
export class DenseBranch implements Branch {
  private readonly shapes: readonly LayerShape[];
  private readonly normalizes: boolean;
  private readonly keep: number;
  private readonly skips: boolean;
  private readonly heads: number;

  /** @param name unlike that of other branches of the model */
  constructor(
    private readonly name: string,
    widths: readonly number[],
    options: BranchOptions = {},
  ) {
    this.normalizes = options.batchNormalization ?? false;
    this.keep = 1 - (options.dropout ?? 0);
    this.skips = options.skip ?? false;
    this.heads = widths.length > 2 ? (options.heads ?? 1) : 1;
    const last = widths.length - 2;
    const wide = widths.map((width, i) => (i === last ? width * this.heads : width));
    this.shapes = widths.slice(1).map((_, i) => ({
      inputs: wide[i] + (this.skips && i > 0 ? widths[0] : 0),
      outputs: wide[i + 1],
      hidden: i < last,
    }));
  }

  /** Lengths of the stretches of every layer in turn: weights (inputs x outputs), then the bias or what replaces it. */
  get sizes(): number[] {
    return this.shapes.flatMap((shape) => [
      shape.inputs * shape.outputs,
      ...Array.from({ length: this.vectors(shape) }, () => shape.outputs),
    ]);
  }

  /** Which of the stretches are matrices of weights. */
  get matrices(): number[] {
    let at = 0;
    return this.shapes.map((shape) => (at += 1 + this.vectors(shape)) - 1 - this.vectors(shape));
  }

  get feeds(): Feeds {
    if (this.keep === 1) return { noise: [], schedules: [] };
    const hidden = this.shapes.filter((shape) => shape.hidden);
    return {
      noise: hidden.map(({ outputs }, i) => ({
        name: this.dropoutName(i),
        kind: { keep: this.keep },
        each: "row",
        shape: [outputs],
      })),
      schedules: [],
    };
  }

  /** Weights and biases uniform in +-1/sqrt(inputs of the layer); normalised sums start at mean 0, variance 1. */
  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    const values = uniform(this.sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    for (const shape of this.shapes) {
      const { inputs, outputs } = shape;
      const limit = 1 / Math.sqrt(inputs / (shape.hidden ? 1 : this.heads));
      const end = at + (inputs + this.vectors(shape)) * outputs;
      const vectors = at + inputs * outputs;
      for (let i = at; i < end; i++) values[i] *= limit;
      if (this.isNormalized(shape)) {
        startNormalized(values, vectors, outputs);
      }
      at = end;
    }
    return values;
  }

  /**
   * Runs the layers on `x` (batch x first width) with stretches as `sizes` says.
   * @param fed noise of training; null: none, and measured statistics
   * @param measured is filled with the stretches whose statistics are those of this batch, where given
   */
  apply(
    stretches: readonly Tensor[],
    x: Tensor2D,
    fed: Fed | null,
    measured?: Tensor[],
  ): { readonly output: Tensor2D; readonly hidden: readonly Tensor2D[] } {
    const hidden: Tensor2D[] = [];
    let values = x;
    let at = 0;
    this.shapes.forEach((shape, i) => {
      const own = stretches.slice(at, (at += 1 + this.vectors(shape)));
      const input = this.skips && i > 0 ? concat<Tensor2D>([values, x], 1) : values;
      const weights = reshape<Rank.R2>(own[0], [shape.inputs, shape.outputs]);
      let sum = matMul(input, weights) as Tensor2D;
      if (this.isNormalized(shape)) {
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
        if (!shape.hidden && this.heads > 1) sum = mul(sum, 1 / this.heads);
        sum = add(sum, own[1]);
        measured?.push(...own);
      }
      if (!shape.hidden) {
        values = sum;
        return;
      }
      values = leakyRelu(sum, leakySlope);
      hidden.push(values);
      if (fed !== null && this.keep < 1) values = mul(values, fed[this.dropoutName(i)]);
    });
    return { output: values, hidden };
  }

  /** The layers as they are coded, all options folded into weights; they start at `offset` of the vector. */
  layers(weights: Float32Array, offset: number): DenseLayer[] {
    let at = offset;
    const take = (length: number): Float32Array => weights.slice(at, (at += length));
    const layers = this.shapes.map((shape): DenseLayer => {
      const { inputs, outputs, hidden } = shape;
      const matrix = take(inputs * outputs);
      const vectors = Array.from({ length: this.vectors(shape) }, () => take(outputs));
      const activation = hidden ? "leakyRelu" : "linear";
      if (!this.isNormalized(shape)) {
        const scale = hidden ? 1 : 1 / this.heads;
        if (scale !== 1) for (let i = 0; i < matrix.length; i++) matrix[i] *= scale;
        return { inputs, outputs, weights: matrix, bias: vectors[0], activation };
      }
      const [gain, shift, center, variance] = vectors;
      const scales = gain.map((g, o) => g / Math.sqrt(variance[o] + normalizationEpsilon));
      for (let i = 0; i < matrix.length; i++) matrix[i] *= scales[i % outputs];
      const bias = shift.map((b, o) => b - center[o] * scales[o]);
      return { inputs, outputs, weights: matrix, bias, activation };
    });
    return this.skips ? withCarriedInputs(layers, this.shapes[0].inputs) : layers;
  }

  private isNormalized({ hidden }: LayerShape): boolean {
    return this.normalizes && hidden;
  }

  /** Vectors of a layer: its bias, or gain, shift, mean and variance. */
  private vectors(shape: LayerShape): number {
    return this.isNormalized(shape) ? 4 : 1;
  }

  private dropoutName(layer: number): string {
    return `${this.name}.dropout${String(layer)}`;
  }
}
