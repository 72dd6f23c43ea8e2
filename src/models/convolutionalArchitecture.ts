import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Architecture, BoundArchitecture } from "./architecture.js";
import type { AutoencoderLayers } from "./autoencoder.js";
import { ConvolutionalBranch } from "./convolutionalBranch.js";
import { decoderLayers, encoderLayers, type ConvolutionOptions } from "./convolutionalLayers.js";
import { noFeeds, type Fed } from "./feeds.js";

export interface ConvolutionalShape extends ConvolutionOptions {
  /** Normalises the sums of every hidden convolution over the rows of a batch. */
  readonly batchNormalization: boolean;
}

/**
 * Convolutions along the columns, a linear code, and the mirror of both with a linear output. Convolutions see
 * neighbouring columns, so their order matters.
 */
export class ConvolutionalArchitecture implements Architecture {
  readonly feeds = noFeeds;
  readonly calibrated?: NonNullable<Architecture["calibrated"]>;
  private readonly encoder: ConvolutionalBranch;
  private readonly decoder: ConvolutionalBranch;

  /** @param codeWidth outputs of the encoder  @param latent inputs of the decoder */
  constructor(
    shape: ConvolutionalShape,
    readonly width: number,
    codeWidth: number,
    latent: number,
  ) {
    const { batchNormalization } = shape;
    this.encoder = new ConvolutionalBranch(
      encoderLayers(shape, width, codeWidth),
      batchNormalization,
    );
    this.decoder = new ConvolutionalBranch(decoderLayers(shape, width, latent), batchNormalization);
    if (batchNormalization) {
      this.calibrated = (stretches, batch, latentsOf) => this.measured(stretches, batch, latentsOf);
    }
  }

  get sizes(): number[] {
    return [...this.encoder.sizes, ...this.decoder.sizes];
  }

  get matrices(): number[] {
    const own = this.encoder.sizes.length;
    return [...this.encoder.matrices, ...this.decoder.matrices.map((index) => own + index)];
  }

  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    const encoder = this.encoder.initialWeights(uniform);
    const decoder = this.decoder.initialWeights(uniform);
    const weights = new Float32Array(encoder.length + decoder.length);
    weights.set(encoder);
    weights.set(decoder, encoder.length);
    return weights;
  }

  bind(stretches: readonly Tensor[], fed: Fed | null): BoundArchitecture {
    const own = this.encoder.sizes.length;
    const training = fed !== null;
    return {
      encode: (batch) => {
        const { output, hidden } = this.encoder.apply(stretches.slice(0, own), batch, training);
        return { code: output, hidden };
      },
      decode: (latents) => this.decoder.apply(stretches.slice(own), latents, training).output,
    };
  }

  layers(weights: Float32Array): AutoencoderLayers {
    const own = this.encoder.sizes.reduce((sum, size) => sum + size, 0);
    return { encoder: this.encoder.layers(weights, 0), decoder: this.decoder.layers(weights, own) };
  }

  private measured(
    stretches: readonly Tensor[],
    batch: Tensor2D,
    latentsOf: (code: Tensor2D) => Tensor2D,
  ): readonly Tensor[] {
    const own = this.encoder.sizes.length;
    const measured: Tensor[] = [];
    const { output } = this.encoder.apply(stretches.slice(0, own), batch, false, measured);
    this.decoder.apply(stretches.slice(own), latentsOf(output), false, measured);
    return measured;
  }
}
