import {
  abs,
  add,
  cast,
  clipByValue,
  concat,
  div,
  exp,
  greaterEqual,
  log,
  max,
  mul,
  neg,
  split,
  sub,
  sum,
  type Scalar,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { categoricalDivergence } from "../losses/categoricalDivergence.js";
import { gaussianDivergence, totalDivergence } from "../losses/kullbackLeibler.js";
import { stopGradient } from "../losses/stopGradient.js";
import type { Bottleneck } from "./bottleneck.js";
import type { Fed, Feeds, StepSchedule } from "./feeds.js";
import { firstOutputs } from "./firstOutputs.js";
import { PlainBottleneck } from "./plainBottleneck.js";
import type { NetworkLayer } from "./trainedModel.js";

export interface JointVariationalOptions {
  /** Continuous latents. */
  readonly latent: number;
  /** Classes of each discrete latent. */
  readonly categories: readonly number[];
  /** Multiple of the distances between divergences and capacities, in nats per row. */
  readonly capacityWeight: number;
  /** Nats that continuous and discrete latents may carry in the end. */
  readonly continuousCapacity: number;
  /** By default as many as they can carry. */
  readonly discreteCapacity?: number | undefined;
  /** Share of the steps over which the capacities grow from nothing. */
  readonly capacityWarmUp: number;
  /** Temperature of the relaxed discrete latents at the first and the last step. */
  readonly temperature: readonly [number, number];
}

const logVarianceLimits = [-20, 10] as const;

/**
 * Joint variational autoencoder: continuous latents as in a variational autoencoder, and discrete ones, which in training
 * are relaxed to softmax((logits + Gumbel noise) / temperature). Both divergences from their priors are held at
 * capacities that grow with time. Coded are the mean, and of each discrete latent its likeliest class, one number of 0 or
 * 1 per class. The encoder's outputs are means, logits, log variances.
 * Sources: Dupont, arXiv:1804.00104, eq. 7; Jang, Gu and Poole, "Categorical reparameterization with Gumbel-softmax",
 * arXiv:1611.01144.
 */
export class JointVariationalBottleneck extends PlainBottleneck {
  override readonly codeWidth: number;
  override readonly feeds: Feeds;
  private readonly classes: number;

  constructor(private readonly options: JointVariationalOptions) {
    super(options.latent + total(options.categories));
    this.classes = total(options.categories);
    this.codeWidth = this.latent + options.latent;
    const { temperature } = options;
    const temperatureAt: StepSchedule = {
      name: "temperature",
      at: (step, totalSteps) =>
        temperature[0] * (temperature[1] / temperature[0]) ** Math.min(1, step / totalSteps),
    };
    const capacity: StepSchedule = {
      name: "capacityShare",
      at: (step, totalSteps) =>
        Math.min(1, step / Math.max(1, options.capacityWarmUp * totalSteps)),
    };
    this.feeds = {
      noise: [
        { name: "latentNoise", kind: "normal", each: "row", shape: [options.latent] },
        { name: "classNoise", kind: "uniform", each: "row", shape: [this.classes] },
      ],
      schedules: [temperatureAt, capacity],
    };
  }

  override train(
    code: Tensor2D,
    _hidden: readonly Tensor2D[],
    _stretches: readonly Tensor[],
    fed: Fed,
  ): ReturnType<Bottleneck["train"]> {
    const { capacityWeight, continuousCapacity, discreteCapacity, categories } = this.options;
    const { center, logits, logVariance } = this.parts(code);
    const drawn = add<Tensor2D>(center, mul(exp(mul(logVariance, 0.5)), fed.latentNoise));
    const gumbel = neg(log(neg(log(fed.classNoise))));
    const noises = split<Tensor2D>(gumbel as Tensor2D, [...categories], 1);
    const relaxed = logits.map((each, i) =>
      softmax(div<Tensor2D>(add(each, noises[i]), fed.temperature)),
    );
    const continuous = totalDivergence(gaussianDivergence(center, logVariance));
    const discrete = logits
      .map((each) => categoricalDivergence(softmax(each)))
      .reduce((a, b) => add(a, b));
    const held = (divergence: Scalar, most: number): Scalar =>
      mul(abs(sub<Scalar>(divergence, mul(fed.capacityShare, most))), capacityWeight);
    const largest = categories.reduce((nats, classes) => nats + Math.log(classes), 0);
    return {
      latents: concat([drawn, ...relaxed], 1),
      terms: {
        continuous: held(continuous, continuousCapacity),
        discrete: held(discrete, Math.min(discreteCapacity ?? Infinity, largest)),
      },
    };
  }

  override latents(code: Tensor2D): Tensor2D {
    const { center, logits } = this.parts(code);
    const chosen = logits.map((each): Tensor2D => {
      const isLargest = cast(greaterEqual(each, max(each, 1, true)), "float32");
      return stopGradient(isLargest as Tensor2D);
    });
    return concat([center, ...chosen], 1);
  }

  override encoder(layers: readonly NetworkLayer[]): readonly NetworkLayer[] {
    return firstOutputs(layers, this.latent);
  }

  private parts(code: Tensor2D): {
    readonly center: Tensor2D;
    readonly logits: readonly Tensor2D[];
    readonly logVariance: Tensor2D;
  } {
    const { latent, categories } = this.options;
    const parts: Tensor2D[] = split(code, [latent, ...categories, latent], 1);
    return {
      center: parts[0],
      logits: parts.slice(1, -1),
      logVariance: clipByValue(parts[parts.length - 1], ...logVarianceLimits),
    };
  }
}

/** exp(x) divided by its sum over the second axis; cannot overflow. */
function softmax(x: Tensor2D): Tensor2D {
  const shares = exp<Tensor2D>(sub(x, stopGradient(max(x, 1, true))));
  return div(shares, sum(shares, 1, true));
}

function total(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
