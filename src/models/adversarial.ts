import {
  add,
  leakyRelu,
  matMul,
  mean,
  mul,
  reshape,
  sqrt,
  square,
  step,
  sub,
  sum,
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { adversarialLosses, type AdversarialName } from "../losses/adversarial.js";
import { stopGradient } from "../losses/stopGradient.js";
import type { Bottleneck } from "./bottleneck.js";
import { DenseStack } from "./denseStack.js";
import type { Fed, Feeds } from "./feeds.js";
import { PlainBottleneck } from "./plainBottleneck.js";
import { leakySlope } from "./trainedModel.js";

export interface AdversarialOptions {
  readonly latent: number;
  /** Widths of the discriminator's hidden layers. */
  readonly discriminator: readonly number[];
  /** Multiple of the learning rate at which the discriminator is trained. */
  readonly discriminatorRate: number;
  readonly adversary: AdversarialName;
  /** Multiple of what the encoder minimises against the discriminator. */
  readonly priorWeight: number;
  /** Of "wasserstein": multiple of (length of the discriminator's slope - 1)^2. */
  readonly gradientPenalty: number;
}

/**
 * Adversarial autoencoder: a discriminator learns to tell latents from draws of a standard normal distribution, the
 * encoder to deceive it. One step moves both, each with its own learning rate, along the gradients at the same weights
 * (Heusel et al., "two time-scale update rule", arXiv:1706.08500): neither sees the other's loss.
 * Source: Makhzani et al., "Adversarial autoencoders", arXiv:1511.05644, section 2.
 */
export class AdversarialBottleneck extends PlainBottleneck {
  override readonly sizes: readonly number[];
  override readonly rateFactor: number;
  override readonly feeds: Feeds;
  private readonly network: DenseStack;
  private readonly widths: readonly number[];

  constructor(private readonly options: AdversarialOptions) {
    super(options.latent);
    const { latent, discriminator, adversary } = options;
    this.widths = [latent, ...discriminator, 1];
    this.network = new DenseStack(this.widths);
    this.sizes = this.network.sizes;
    this.rateFactor = options.discriminatorRate;
    this.feeds = {
      noise: [
        { name: "prior", kind: "normal", each: "row", shape: [latent] },
        ...(adversary === "wasserstein"
          ? [{ name: "between", kind: "uniform", each: "row", shape: [1] } as const]
          : []),
      ],
      schedules: [],
    };
  }

  override initialWeights(uniform?: (count: number) => Float32Array): Float32Array {
    return uniform === undefined ? super.initialWeights() : this.network.initialWeights(uniform);
  }

  override train(
    code: Tensor2D,
    _hidden: readonly Tensor2D[],
    stretches: readonly Tensor[],
    fed: Fed,
  ): ReturnType<Bottleneck["train"]> {
    const { adversary, priorWeight, gradientPenalty } = this.options;
    const losses = adversarialLosses[adversary];
    const prior = fed.prior as Tensor2D;
    const fixed = stopGradient(code);
    const real = this.network.apply(stretches, prior);
    const fake = this.network.apply(stretches, fixed);
    const deceived = this.network.apply(stretches.map(stopGradient), code);
    const terms = { deception: mul<Scalar>(losses.encoder(deceived), priorWeight) };
    const own: Record<string, Scalar> = { discriminator: losses.discriminator(real, fake) };
    if (adversary === "wasserstein") {
      const between = add<Tensor2D>(fixed, mul(fed.between, sub(prior, fixed)));
      own.gradientPenalty = mul(this.penalty(stretches, between), gradientPenalty);
    }
    return { latents: code, terms, adversary: own };
  }

  /** Mean over the rows of (|dD/dz| - 1)^2 (Gulrajani et al., arXiv:1704.00028, eq. 3); D is linear by pieces. */
  private penalty(stretches: readonly Tensor[], points: Tensor2D): Scalar {
    const layers = this.widths.slice(1).map((outputs, i) => ({
      weights: reshape<Rank.R2>(stretches[2 * i], [this.widths[i], outputs]),
      bias: stretches[2 * i + 1],
    }));
    const slopes: Tensor2D[] = [];
    let values = points;
    for (const { weights, bias } of layers.slice(0, -1)) {
      const total = add<Tensor2D>(matMul(values, weights), bias);
      slopes.push(step(total, leakySlope));
      values = leakyRelu(total, leakySlope);
    }
    const first = reshape<Rank.R2>(stretches[2 * (layers.length - 1)], [1, -1]);
    let slope: Tensor2D = first;
    for (let i = slopes.length - 1; i >= 0; i--) {
      slope = matMul(mul<Tensor2D>(slope, slopes[i]), layers[i].weights, false, true);
    }
    const length = sqrt(add(sum(square(slope), 1), smallest));
    return mean(square(sub(length, 1)));
  }
}

/** The square root has no slope at zero. */
const smallest = 1e-12;
