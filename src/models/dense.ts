import {
  split,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { meanSquaredError } from "../losses/meanSquaredError.js";
import type { Autoencoder, AutoencoderLayers } from "./autoencoder.js";
import { DenseStack } from "./denseStack.js";

/**
 * The dense autoencoder: hidden layers of the given widths, a linear latent layer, the mirrored decoder with a linear
 * output. The loss is the mean squared error of the normalised columns.
 */
export class DenseAutoencoder implements Autoencoder {
  readonly latent: number;
  private readonly encoder: DenseStack;
  private readonly decoder: DenseStack;

  constructor(
    options: { readonly hidden: readonly number[]; readonly latent: number },
    readonly width: number,
  ) {
    this.latent = options.latent;
    this.encoder = new DenseStack([width, ...options.hidden, options.latent]);
    this.decoder = new DenseStack([options.latent, ...[...options.hidden].reverse(), width]);
  }

  get parameters(): number {
    return sum(this.encoder.sizes) + sum(this.decoder.sizes);
  }

  initialWeights(seed: number): Float32Array {
    const weights = new Float32Array(this.parameters);
    weights.set(this.encoder.initialWeights(seed, 0));
    weights.set(this.decoder.initialWeights(seed, 1), sum(this.encoder.sizes));
    return weights;
  }

  loss(weights: Tensor1D, batch: Tensor2D): Scalar {
    const sizes = [...this.encoder.sizes, ...this.decoder.sizes];
    const stretches: Tensor[] = split(weights, sizes);
    const own = this.encoder.sizes.length;
    const latents = this.encoder.apply(stretches.slice(0, own), batch);
    return meanSquaredError(this.decoder.apply(stretches.slice(own), latents), batch);
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
