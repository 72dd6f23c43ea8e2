import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import {
  add,
  clone,
  concat,
  div,
  fill,
  keep,
  minimum,
  mul,
  split,
  sqrt,
  sum,
  valueAndGrad,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { LossValue } from "../losses/lossValue.js";
import type { Autoencoder } from "../models/autoencoder.js";
import { noFeeds, type Fed, type Feeds } from "../models/feeds.js";
import { batchParts } from "./batchParts.js";
import { addedLosses, meanOverSlices, splitFed } from "./meanOverSlices.js";
import type { Optimizer } from "./optimizers/optimizer.js";

export interface TrainingState {
  readonly weights: Tensor1D;
  /** In the order of the optimiser's slots. */
  readonly slots: readonly Tensor[];
}

export interface LossAndGradient {
  readonly loss: LossValue;
  /** By all weights. */
  readonly gradient: Tensor1D;
}

/** What is minimised: a scalar of weights (one flat vector) and a batch of rows. */
export interface Objective {
  /** Length of the weight vector. */
  readonly parameters: number;
  /** Numbers per row of a batch. */
  readonly width: number;
  /** What `loss` is fed; absent: nothing. */
  readonly feeds?: Feeds;
  loss(weights: Tensor1D, batch: Tensor2D, fed: Fed): LossValue;
  /** What is watched on rows that training does not see; absent: the loss, which is then fed nothing. */
  validationLoss?(weights: Tensor1D, batch: Tensor2D): Scalar;
  /** Gradients longer than this are cut to it; absent: never. */
  readonly gradientLimit?: number;
  /** Stretches of the weight vector whose learning rate is a multiple of the common one; absent: all at it. */
  readonly rateFactors?: readonly { readonly count: number; readonly factor: number }[];
}

/** The loss of an autoencoder. */
export function modelObjective(model: Autoencoder): Objective {
  const { parameters, width, feeds, rateFactors } = model;
  return {
    parameters,
    width,
    feeds,
    ...(rateFactors === undefined ? {} : { rateFactors }),
    loss: (weights, batch, fed) =>
      meanOverSlices(batch, feeds, fed, (slice, own) => model.loss(weights, slice, own)),
    validationLoss: (weights, batch) =>
      meanOverSlices(batch, noFeeds, {}, (slice) => ({
        total: model.validationLoss(weights, slice),
        terms: {},
      })).total,
  };
}

/** What is watched of an objective on rows that training does not see. */
export function validationLoss(objective: Objective, weights: Tensor1D, batch: Tensor2D): Scalar {
  return objective.validationLoss?.(weights, batch) ?? objective.loss(weights, batch, {}).total;
}

/** What a part of a batch gives to loss and gradient; `share` is its share of the batch's rows. */
export function partialGradient(
  objective: Objective,
  weights: Tensor1D,
  part: Tensor2D,
  fed: Fed,
  share: number,
): LossAndGradient {
  const kept: [string, Scalar][] = [];
  let alone: Scalar | undefined;
  const { value, grad } = valueAndGrad((at) => {
    const { total, adversary, terms } = objective.loss(at as Tensor1D, part, fed);
    for (const [name, term] of Object.entries(terms)) kept.push([name, keep(clone(term))]);
    if (adversary === undefined) return mul(total, share);
    alone = keep(clone(total));
    return mul(add(total, adversary), share);
  })(weights);
  const shared = (term: Scalar): Scalar => {
    const own = mul<Scalar>(term, share);
    term.dispose();
    return own;
  };
  const terms = kept.map(([name, term]): [string, Scalar] => [name, shared(term)]);
  const total = alone === undefined ? (value as Scalar) : shared(alone);
  return {
    loss: { total, terms: Object.fromEntries(terms) },
    gradient: grad as Tensor1D,
  };
}

/** One training step of an autoencoder as a pure function: loss of the batch before the step, and the state after it. */
export function trainingStep(
  model: Autoencoder,
  optimizer: Optimizer,
  state: TrainingState,
  batch: Tensor2D,
  learningRate: Scalar,
  fed: Fed = {},
): { readonly loss: LossValue; readonly state: TrainingState } {
  return objectiveStep(
    modelObjective(model),
    optimizer,
    batchParts(batch.shape[0]),
    state,
    batch,
    learningRate,
    fed,
  );
}

/** The same for any objective; `sizes` are the rows of the parts in which the gradient is added up. */
export function objectiveStep(
  objective: Objective,
  optimizer: Optimizer,
  sizes: readonly number[],
  state: TrainingState,
  batch: Tensor2D,
  learningRate: Scalar,
  fed: Fed = {},
): { readonly loss: LossValue; readonly state: TrainingState } {
  const [rows] = batch.shape;
  const alone = sizes.length === 1;
  const parts = alone ? [batch] : split<Tensor2D>(batch, [...sizes]);
  const feds = alone ? [fed] : splitFed(objective.feeds ?? noFeeds, fed, sizes);
  const { loss, gradient } = parts
    .map((part, i) => partialGradient(objective, state.weights, part, feds[i], sizes[i] / rows))
    .reduce((a, b) => ({
      loss: addedLosses(a.loss, b.loss),
      gradient: add(a.gradient, b.gradient),
    }));
  return { loss, state: updatedState(objective, optimizer, state, gradient, learningRate) };
}

/** The state after a step along `gradient`. */
export function updatedState(
  { gradientLimit, rateFactors }: Pick<Objective, "gradientLimit" | "rateFactors">,
  optimizer: Optimizer,
  state: TrainingState,
  gradient: Tensor1D,
  learningRate: Scalar,
): TrainingState {
  const used = gradientLimit === undefined ? gradient : limited(gradient, gradientLimit);
  const rate: Scalar | Tensor1D =
    rateFactors === undefined
      ? learningRate
      : mul(
          concat<Tensor1D>(rateFactors.map(({ count, factor }) => fill([count], factor))),
          learningRate,
        );
  return optimizer.update(state.weights, used, state.slots, rate);
}

/** `gradient` or, where it is longer than `limit`, its direction at that length. */
function limited(gradient: Tensor1D, limit: number): Tensor1D {
  const length = sqrt(sum(mul(gradient, gradient)));
  return mul(gradient, minimum(1, div(limit, add(length, 1e-12))));
}
