import {
  add,
  clipByValue,
  exp,
  mul,
  split,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { gaussianDivergence, totalDivergence } from "../losses/kullbackLeibler.js";
import { totalCorrelation } from "../losses/totalCorrelation.js";
import type { Bottleneck } from "./bottleneck.js";
import type { Fed, Feeds } from "./feeds.js";
import { firstOutputs } from "./firstOutputs.js";
import { PlainBottleneck } from "./plainBottleneck.js";
import type { NetworkLayer } from "./trainedModel.js";
import { warmUp } from "./warmUp.js";

export interface VariationalOptions {
  readonly latent: number;
  /** Multiple of the divergence from the prior, in nats per row. */
  readonly klWeight: number;
  /** Share of the steps over which that weight rises from nothing. */
  readonly klWarmUp: number;
  /** Bits per latent that cost nothing. */
  readonly freeBits: number;
  /** Multiple of the total correlation of the latents; 0: none. */
  readonly totalCorrelationWeight: number;
}

/** Log variances outside are held: no sensible latent has them, and their exponential overflows. */
const logVarianceLimits = [-20, 10] as const;

/**
 * Variational autoencoder: the encoder gives mean and log variance of every latent; in training the decoder gets
 * z = mean + exp(logVariance / 2) noise, and the divergence from the standard normal prior is added to the loss. The
 * mean is coded, so that decompression is deterministic.
 * Sources: Kingma and Welling, arXiv:1312.6114; weight of the divergence: Higgins et al., "beta-VAE", ICLR 2017; its
 * warm-up: Bowman et al., arXiv:1511.06349; free bits: Kingma et al., arXiv:1606.04934; total correlation: Chen et al.,
 * arXiv:1802.04942.
 */
export class VariationalBottleneck extends PlainBottleneck {
  override readonly codeWidth: number;
  override readonly feeds: Feeds;

  constructor(private readonly options: VariationalOptions) {
    super(options.latent);
    this.codeWidth = 2 * options.latent;
    this.feeds = {
      noise: [{ name: "latentNoise", kind: "normal", each: "row", shape: [options.latent] }],
      schedules: options.klWarmUp > 0 ? [warmUp("klShare", options.klWarmUp)] : [],
    };
  }

  override train(
    code: Tensor2D,
    _hidden: readonly Tensor2D[],
    _stretches: readonly Tensor[],
    fed: Fed,
  ): ReturnType<Bottleneck["train"]> {
    const { klWarmUp, totalCorrelationWeight } = this.options;
    const [center, logVariance] = this.halves(code);
    const spread = exp(mul(logVariance, 0.5));
    const latents = add<Tensor2D>(center, mul(spread, fed.latentNoise));
    const kl = this.divergence(center, logVariance);
    const terms: Record<string, Scalar> = { kl: klWarmUp > 0 ? mul(kl, fed.klShare) : kl };
    if (totalCorrelationWeight > 0) {
      const correlation = totalCorrelation(latents, center, logVariance);
      terms.totalCorrelation = mul(correlation, totalCorrelationWeight);
    }
    return { latents, terms };
  }

  override latents(code: Tensor2D): Tensor2D {
    return this.halves(code)[0];
  }

  override validationTerms(code: Tensor2D): readonly Scalar[] {
    return [this.divergence(...this.halves(code))];
  }

  override encoder(layers: readonly NetworkLayer[]): readonly NetworkLayer[] {
    return firstOutputs(layers, this.latent);
  }

  private divergence(center: Tensor2D, logVariance: Tensor2D): Scalar {
    const { klWeight, freeBits } = this.options;
    return mul(totalDivergence(gaussianDivergence(center, logVariance), freeBits), klWeight);
  }

  private halves(code: Tensor2D): [Tensor2D, Tensor2D] {
    const [center, logVariance] = split<Tensor2D>(code, 2, 1);
    return [center, clipByValue(logVariance, ...logVarianceLimits)];
  }
}
