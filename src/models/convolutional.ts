import { concat, split, type Scalar, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import type { LossValue } from "../losses/lossValue.js";
import { meanSquaredError } from "../losses/meanSquaredError.js";
import type { Autoencoder, AutoencoderLayers } from "./autoencoder.js";
import { ConvolutionalArchitecture, type ConvolutionalShape } from "./convolutionalArchitecture.js";
import { noFeeds } from "./feeds.js";

export interface ConvolutionalOptions extends ConvolutionalShape {
  readonly latent: number;
}

/** The convolutional autoencoder of a table. */
export class ConvolutionalAutoencoder implements Autoencoder {
  readonly latent: number;
  readonly feeds = noFeeds;
  readonly calibrated?: NonNullable<Autoencoder["calibrated"]>;
  private readonly own: ConvolutionalArchitecture;

  constructor(
    options: ConvolutionalOptions,
    readonly width: number,
  ) {
    this.latent = options.latent;
    this.own = new ConvolutionalArchitecture(options, width, options.latent, options.latent);
    const { calibrated } = this.own;
    if (calibrated !== undefined) {
      this.calibrated = (weights, batch) =>
        concat([
          ...calibrated(split(weights, this.own.sizes), batch, (code) => code),
        ] as Tensor1D[]);
    }
  }

  get parameters(): number {
    return this.own.sizes.reduce((sum, size) => sum + size, 0);
  }

  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    return this.own.initialWeights(uniform);
  }

  apply(
    weights: Tensor1D,
    batch: Tensor2D,
    training = false,
  ): { readonly latents: Tensor2D; readonly reconstruction: Tensor2D } {
    const bound = this.own.bind(split(weights, this.own.sizes), training ? {} : null);
    const latents = bound.encode(batch).code;
    return { latents, reconstruction: bound.decode(latents) };
  }

  loss(weights: Tensor1D, batch: Tensor2D): LossValue {
    const { reconstruction } = this.apply(weights, batch, true);
    return { total: meanSquaredError(reconstruction, batch), terms: {} };
  }

  validationLoss(weights: Tensor1D, batch: Tensor2D): Scalar {
    return meanSquaredError(this.apply(weights, batch).reconstruction, batch);
  }

  layers(weights: Float32Array): AutoencoderLayers {
    return this.own.layers(weights);
  }
}
