import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Architecture, BoundArchitecture } from "./architecture.js";
import type { AutoencoderLayers } from "./autoencoder.js";
import { joinFeeds, type Fed, type Feeds } from "./feeds.js";
import type { NetworkLayer } from "./trainedModel.js";

/** One of the two networks of an architecture, over stretches of a weight vector. */
export interface Branch {
  readonly feeds: Feeds;
  /** Lengths of its stretches. */
  readonly sizes: readonly number[];
  /** Which of the stretches are weights. */
  readonly matrices: readonly number[];
  initialWeights(uniform: (count: number) => Float32Array): Float32Array;
  /**
   * @param fed what it is fed in training; null: nothing, and measured statistics
   * @param measured is filled with the stretches whose statistics are those of this batch, where given
   */
  apply(
    stretches: readonly Tensor[],
    x: Tensor2D,
    fed: Fed | null,
    measured?: Tensor[],
  ): { readonly output: Tensor2D; readonly hidden: readonly Tensor2D[] };
  /** The layers as they are coded; they start at `offset` of the vector. */
  layers(weights: Float32Array, offset: number): NetworkLayer[];
}

/** An encoder and a decoder, whose stretches follow each other. */
export class MirroredArchitecture implements Architecture {
  readonly feeds: Feeds;
  readonly calibrated?: NonNullable<Architecture["calibrated"]>;

  /** @param normalized whether they have statistics to be measured */
  constructor(
    readonly width: number,
    private readonly encoder: Branch,
    private readonly decoder: Branch,
    normalized: boolean,
  ) {
    if (normalized) {
      this.calibrated = (stretches, batch, latentsOf) => this.measured(stretches, batch, latentsOf);
    }
    this.feeds = joinFeeds(encoder.feeds, decoder.feeds);
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
    const { output } = this.encoder.apply(stretches.slice(0, own), batch, null, measured);
    this.decoder.apply(stretches.slice(own), latentsOf(output), null, measured);
    return measured;
  }
}
