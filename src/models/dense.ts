import {
  split,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { LossValue } from "../losses/lossValue.js";
import { meanSquaredError } from "../losses/meanSquaredError.js";
import type { Autoencoder, AutoencoderLayers } from "./autoencoder.js";
import { noFeeds } from "./feeds.js";
import { DenseStack } from "./denseStack.js";

export interface DenseOptions {
  /** Widths of the encoder's hidden layers. */
  readonly hidden: readonly number[];
  readonly latent: number;
}

/**
 * The dense autoencoder: hidden layers of the given widths, a linear latent layer, the mirrored decoder with a linear
 * output.
 */
export class DenseAutoencoder implements Autoencoder {
  readonly latent: number;
  readonly feeds = noFeeds;
  private readonly encoder: DenseStack;
  private readonly decoder: DenseStack;

  constructor(
    options: DenseOptions,
    readonly width: number,
  ) {
    this.latent = options.latent;
    this.encoder = new DenseStack([width, ...options.hidden, options.latent]);
    this.decoder = new DenseStack([options.latent, ...[...options.hidden].reverse(), width]);
  }

  get parameters(): number {
    return sum(this.encoder.sizes) + sum(this.decoder.sizes);
  }

  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    const weights = new Float32Array(this.parameters);
    weights.set(this.encoder.initialWeights(uniform));
    weights.set(this.decoder.initialWeights(uniform), sum(this.encoder.sizes));
    return weights;
  }

  apply(
    weights: Tensor1D,
    batch: Tensor2D,
  ): { readonly latents: Tensor2D; readonly reconstruction: Tensor2D } {
    const stretches: Tensor[] = split(weights, [...this.encoder.sizes, ...this.decoder.sizes]);
    const own = this.encoder.sizes.length;
    const latents = this.encoder.apply(stretches.slice(0, own), batch);
    return { latents, reconstruction: this.decoder.apply(stretches.slice(own), latents) };
  }

  loss(weights: Tensor1D, batch: Tensor2D): LossValue {
    return { total: this.validationLoss(weights, batch), terms: {} };
  }

  validationLoss(weights: Tensor1D, batch: Tensor2D): Scalar {
    return meanSquaredError(this.apply(weights, batch).reconstruction, batch);
  }

  layers(weights: Float32Array): AutoencoderLayers {
    return {
      encoder: this.encoder.layers(weights, 0),
      decoder: this.decoder.layers(weights, sum(this.encoder.sizes)),
    };
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
