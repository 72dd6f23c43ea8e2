import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Architecture, BoundArchitecture } from "./architecture.js";
import type { AutoencoderLayers } from "./autoencoder.js";
import { DenseBranch, type BranchOptions } from "./denseBranch.js";
import { joinFeeds, type Fed, type Feeds } from "./feeds.js";

export interface DenseShape extends BranchOptions {
  /** Widths of the encoder's hidden layers. */
  readonly hidden: readonly number[];
}

/** Hidden layers of the given widths, a linear code, the mirrored decoder with a linear output. */
export class DenseArchitecture implements Architecture {
  readonly feeds: Feeds;
  readonly calibrated?: NonNullable<Architecture["calibrated"]>;
  private readonly encoder: DenseBranch;
  private readonly decoder: DenseBranch;

  /** @param codeWidth outputs of the encoder  @param latent inputs of the decoder */
  constructor(
    shape: DenseShape,
    readonly width: number,
    codeWidth: number,
    latent: number,
  ) {
    const { heads, ...both } = shape;
    const { hidden } = shape;
    this.encoder = new DenseBranch("encoder", [width, ...hidden, codeWidth], both);
    this.decoder = new DenseBranch("decoder", [latent, ...[...hidden].reverse(), width], {
      ...both,
      ...(heads === undefined ? {} : { heads }),
    });
    if (shape.batchNormalization === true) {
      this.calibrated = (stretches, batch, latentsOf) => this.measured(stretches, batch, latentsOf);
    }
    this.feeds = joinFeeds(this.encoder.feeds, this.decoder.feeds);
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
    return {
      encode: (batch) => {
        const { output, hidden } = this.encoder.apply(stretches.slice(0, own), batch, fed);
        return { code: output, hidden };
      },
      decode: (latents) => this.decoder.apply(stretches.slice(own), latents, fed).output,
    };
  }

  private measured(
    stretches: readonly Tensor[],
    batch: Tensor2D,
    latentsOf: (code: Tensor2D) => Tensor2D,
  ): readonly Tensor[] {
    const own = this.encoder.sizes.length;
    const measured: Tensor[] = [];
    const { output } = this.encoder.apply(stretches.slice(0, own), batch, null, measured);
    this.decoder.apply(stretches.slice(own), latentsOf(output), null, measured);
    return measured;
  }

  layers(weights: Float32Array): AutoencoderLayers {
    const own = this.encoder.sizes.reduce((sum, size) => sum + size, 0);
    return { encoder: this.encoder.layers(weights, 0), decoder: this.decoder.layers(weights, own) };
  }
}
