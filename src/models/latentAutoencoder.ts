import {
  add,
  concat,
  mul,
  reshape,
  split,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { LossValue } from "../losses/lossValue.js";
import { l1Norm, squaredNorm } from "../losses/sparsity.js";
import type { Architecture } from "./architecture.js";
import type { Autoencoder, AutoencoderLayers } from "./autoencoder.js";
import type { Bottleneck } from "./bottleneck.js";
import { targetPrefix, type DerivedTarget } from "./derivedTarget.js";
import { joinFeeds, type Fed, type Feeds } from "./feeds.js";
import type { Reconstruction } from "./reconstruction.js";

export interface WeightPenalties {
  /** Multiple of the sum of the absolute values of the networks' weights. */
  readonly weightL1?: number;
  /** Multiple of the sum of their squares. */
  readonly weightL2?: number;
}

/** A quantity beside the columns, and how its errors are counted. */
export interface CountedTarget {
  readonly target: DerivedTarget;
  /** Of rows of one number. */
  readonly reconstruction: Reconstruction;
}

/** An autoencoder put together from its networks, what lies between them, and how its errors are counted. */
export class LatentAutoencoder implements Autoencoder {
  readonly feeds: Feeds;
  readonly calibrated?: NonNullable<Autoencoder["calibrated"]>;

  constructor(
    private readonly architecture: Architecture,
    private readonly bottleneck: Bottleneck,
    private readonly reconstruction: Reconstruction,
    private readonly penalties: WeightPenalties = {},
    private readonly targets: readonly CountedTarget[] = [],
  ) {
    this.feeds = joinFeeds(architecture.feeds, bottleneck.feeds);
    if (architecture.calibrated !== undefined) {
      this.calibrated = (weights, batch) => this.measured(weights, batch);
    }
  }

  get width(): number {
    return this.architecture.width;
  }

  get latent(): number {
    return this.bottleneck.latent;
  }

  get parameters(): number {
    return sum(this.sizes);
  }

  get rateFactors(): NonNullable<Autoencoder["rateFactors"]> | undefined {
    const { sizes, rateFactor } = this.bottleneck;
    if (sizes.length === 0 || rateFactor === 1) return undefined;
    const others = this.parameters - sum(sizes);
    return [
      { count: others, factor: 1 },
      { count: sum(sizes), factor: rateFactor },
    ];
  }

  initialWeights(uniform: (count: number) => Float32Array): Float32Array {
    const weights = new Float32Array(this.parameters);
    let at = 0;
    const errors = [this.reconstruction, ...this.targets.map((one) => one.reconstruction)];
    for (const own of [this.architecture, ...errors, this.bottleneck]) {
      const first = own.initialWeights(uniform);
      weights.set(first, at);
      at += first.length;
    }
    return weights;
  }

  apply(
    weights: Tensor1D,
    batch: Tensor2D,
  ): { readonly latents: Tensor2D; readonly reconstruction: Tensor2D } {
    const { networks } = this.parts(weights);
    const bound = this.architecture.bind(networks, null);
    const latents = this.bottleneck.latents(bound.encode(batch).code);
    return { latents, reconstruction: bound.decode(latents) };
  }

  loss(weights: Tensor1D, batch: Tensor2D, fed: Fed): LossValue {
    const { networks, errors, own } = this.parts(weights);
    const bound = this.architecture.bind(networks, fed);
    const { code, hidden } = bound.encode(batch);
    const { latents, terms, adversary } = this.bottleneck.train(code, hidden, own, fed);
    const all = {
      ...this.errorTerms(bound.decode(latents), batch, errors),
      ...terms,
      ...this.weightTerms(networks),
    };
    const total = summed(all);
    if (adversary !== undefined) {
      return { total, adversary: summed(adversary), terms: { ...all, ...adversary } };
    }
    return { total, terms: Object.keys(all).length > 1 ? all : {} };
  }

  validationLoss(weights: Tensor1D, batch: Tensor2D): Scalar {
    const { networks, errors } = this.parts(weights);
    const bound = this.architecture.bind(networks, null);
    const { code } = bound.encode(batch);
    const output = bound.decode(this.bottleneck.latents(code));
    return [
      ...Object.values(this.errorTerms(output, batch, errors)),
      ...this.bottleneck.validationTerms(code),
    ].reduce((a, b) => add(a, b));
  }

  layers(weights: Float32Array): AutoencoderLayers {
    const { encoder, decoder } = this.architecture.layers(weights);
    return { encoder: this.bottleneck.encoder(encoder), decoder };
  }

  private get sizes(): readonly number[] {
    const { architecture, bottleneck } = this;
    return [...architecture.sizes, ...this.errorSizes, ...bottleneck.sizes];
  }

  private get errorSizes(): readonly number[] {
    const { reconstruction, targets } = this;
    return [reconstruction.sizes, ...targets.map((one) => one.reconstruction.sizes)].flat();
  }

  private parts(weights: Tensor1D): {
    readonly networks: readonly Tensor[];
    readonly errors: readonly Tensor[];
    readonly own: readonly Tensor[];
  } {
    const stretches: Tensor[] = split(weights, [...this.sizes]);
    const first = this.architecture.sizes.length;
    const second = first + this.errorSizes.length;
    return {
      networks: stretches.slice(0, first),
      errors: stretches.slice(first, second),
      own: stretches.slice(second),
    };
  }

  /** Errors of the columns and of the targets, each as it counts; `stretches` as `errorSizes` says. */
  private errorTerms(
    output: Tensor2D,
    batch: Tensor2D,
    stretches: readonly Tensor[],
  ): Record<string, Scalar> {
    let taken = this.reconstruction.sizes.length;
    const terms = {
      reconstruction: this.reconstruction.loss(output, batch, stretches.slice(0, taken)),
    };
    const ofTargets = this.targets.map(({ target, reconstruction }): [string, Scalar] => {
      const own = stretches.slice(taken, (taken += reconstruction.sizes.length));
      const values = (rows: Tensor2D): Tensor2D => reshape(target.values(rows), [-1, 1]);
      const error = reconstruction.loss(values(output), values(batch), own);
      return [`${targetPrefix}${target.name}`, mul<Scalar>(error, target.weight)];
    });
    return { ...terms, ...Object.fromEntries(ofTargets) };
  }

  private weightTerms(networks: readonly Tensor[]): Record<string, Scalar> {
    const { weightL1 = 0, weightL2 = 0 } = this.penalties;
    const { matrices } = this.architecture;
    const weights = matrices.map((index) => networks[index] as Tensor1D);
    return {
      ...(weightL1 === 0 ? {} : { weightL1: mul<Scalar>(l1Norm(weights), weightL1) }),
      ...(weightL2 === 0 ? {} : { weightL2: mul<Scalar>(squaredNorm(weights), weightL2) }),
    };
  }

  private measured(weights: Tensor1D, batch: Tensor2D): Tensor1D {
    const { networks, errors, own } = this.parts(weights);
    const measured = this.architecture.calibrated?.(networks, batch, (code) =>
      this.bottleneck.latents(code),
    );
    return concat<Tensor1D>([
      ...((measured ?? networks) as Tensor1D[]),
      ...(errors as Tensor1D[]),
      ...(own as Tensor1D[]),
    ]);
  }
}

function summed(terms: Readonly<Record<string, Scalar>>): Scalar {
  return Object.values(terms).reduce((a, b) => add(a, b));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
