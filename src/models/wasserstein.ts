import { mul, type Tensor, type Tensor2D } from "@tensorflow/tfjs-core";
import type { KernelName } from "../losses/kernels.js";
import { maximumMeanDiscrepancy } from "../losses/maximumMeanDiscrepancy.js";
import type { Bottleneck } from "./bottleneck.js";
import type { Fed, Feeds } from "./feeds.js";
import { PlainBottleneck } from "./plainBottleneck.js";

export interface WassersteinOptions {
  readonly latent: number;
  readonly kernel: KernelName;
  /** Lengths of the kernel, in multiples of sqrt(2 latent), the usual distance between two draws of the prior. */
  readonly scales: readonly number[];
  /** Multiple of the discrepancy, which lies in about [0, 2]. */
  readonly priorWeight: number;
}

/**
 * Wasserstein autoencoder with maximum mean discrepancy (WAE-MMD): the latents of a batch are pulled towards a standard
 * normal distribution as a whole, not row by row. The discrepancy is taken over the rows that share a thread's part of
 * the batch and averaged over the parts (a block estimate: Zaremba et al., "B-test", NIPS 2013).
 * Source: Tolstikhin et al., "Wasserstein auto-encoders", arXiv:1711.01558, algorithm 2.
 */
export class WassersteinBottleneck extends PlainBottleneck {
  override readonly feeds: Feeds;

  constructor(private readonly options: WassersteinOptions) {
    super(options.latent);
    this.feeds = {
      noise: [{ name: "prior", kind: "normal", each: "row", shape: [options.latent] }],
      schedules: [],
    };
  }

  override train(
    code: Tensor2D,
    _hidden: readonly Tensor2D[],
    _stretches: readonly Tensor[],
    fed: Fed,
  ): ReturnType<Bottleneck["train"]> {
    const { kernel, scales, priorWeight, latent } = this.options;
    const lengths = scales.map((scale) => scale * Math.sqrt(2 * latent));
    const distance = maximumMeanDiscrepancy(code, fed.prior as Tensor2D, kernel, lengths);
    return { latents: code, terms: { discrepancy: mul(distance, priorWeight) } };
  }
}
