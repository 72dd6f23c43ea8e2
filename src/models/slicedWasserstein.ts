import { mul, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import { slicedWasserstein } from "../losses/slicedWasserstein.js";
import type { Bottleneck } from "./bottleneck.js";
import type { Fed, Feeds } from "./feeds.js";
import { PlainBottleneck } from "./plainBottleneck.js";

export interface SlicedWassersteinOptions {
  readonly latent: number;
  /** Random lines that the latents are projected on in every step. */
  readonly projections: number;
  /** Whether the mean over the lines counts, or the largest distance. */
  readonly slices: "mean" | "max";
  readonly priorWeight: number;
}

/**
 * Sliced Wasserstein autoencoder (SWAE): the latents' projections on random lines are pulled towards those of a standard
 * normal distribution. As for all distances, the parts of a batch are averaged.
 * Source: Kolouri et al., arXiv:1804.01947, algorithm 1; the largest of the lines: Deshpande et al., arXiv:1904.05877.
 */
export class SlicedWassersteinBottleneck extends PlainBottleneck {
  override readonly feeds: Feeds;

  constructor(private readonly options: SlicedWassersteinOptions) {
    super(options.latent);
    const { projections, latent } = options;
    this.feeds = {
      noise: [{ name: "lines", kind: "normal", each: "batch", shape: [projections, latent] }],
      schedules: [],
    };
  }

  override train(
    code: Tensor2D,
    _hidden: readonly Tensor2D[],
    _stretches: readonly Tensor[],
    fed: Fed,
  ): ReturnType<Bottleneck["train"]> {
    const { slices, priorWeight } = this.options;
    const distance = slicedWasserstein(code, fed.lines as Tensor2D, slices);
    return { latents: code, terms: { slicedWasserstein: mul(distance, priorWeight) } };
  }
}
