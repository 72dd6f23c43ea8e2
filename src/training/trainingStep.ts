import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import {
  add,
  div,
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
import { reconstructionLoss } from "../losses/reconstructionLoss.js";
import type { Autoencoder } from "../models/autoencoder.js";
import { batchParts } from "./batchParts.js";
import type { Optimizer } from "./optimizers/optimizer.js";

export interface TrainingState {
  readonly weights: Tensor1D;
  /** In the order of the optimiser's slots. */
  readonly slots: readonly Tensor[];
}

export interface LossAndGradient {
  readonly loss: Scalar;
  /** By all weights. */
  readonly gradient: Tensor1D;
}

/** What is minimised: a scalar of weights (one flat vector) and a batch of rows. */
export interface Objective {
  /** Length of the weight vector. */
  readonly parameters: number;
  /** Numbers per row of a batch. */
  readonly width: number;
  loss(weights: Tensor1D, batch: Tensor2D): Scalar;
  /** Gradients longer than this are cut to it; absent: never. */
  readonly gradientLimit?: number;
}

/** The reconstruction error of an autoencoder. */
export function reconstructionObjective(model: Autoencoder): Objective {
  const { parameters, width } = model;
  return {
    parameters,
    width,
    loss: (weights, batch) => reconstructionLoss(model, weights, batch),
  };
}

/** What a part of a batch gives to loss and gradient; `share` is its share of the batch's rows. */
export function partialGradient(
  objective: Objective,
  weights: Tensor1D,
  part: Tensor2D,
  share: number,
): LossAndGradient {
  const { value, grad } = valueAndGrad((at) => mul(objective.loss(at as Tensor1D, part), share))(
    weights,
  );
  return { loss: value as Scalar, gradient: grad as Tensor1D };
}

/** One training step of an autoencoder as a pure function: loss of the batch before the step, and the state after it. */
export function trainingStep(
  model: Autoencoder,
  optimizer: Optimizer,
  state: TrainingState,
  batch: Tensor2D,
  learningRate: Scalar,
): { readonly loss: Scalar; readonly state: TrainingState } {
  const objective = reconstructionObjective(model);
  return objectiveStep(
    objective,
    optimizer,
    batchParts(batch.shape[0]),
    state,
    batch,
    learningRate,
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
): { readonly loss: Scalar; readonly state: TrainingState } {
  const [rows] = batch.shape;
  const parts = sizes.length === 1 ? [batch] : split<Tensor2D>(batch, [...sizes]);
  const { loss, gradient } = parts
    .map((part, i) => partialGradient(objective, state.weights, part, sizes[i] / rows))
    .reduce((a, b) => ({
      loss: add(a.loss, b.loss),
      gradient: add(a.gradient, b.gradient),
    }));
  const { gradientLimit } = objective;
  const used = gradientLimit === undefined ? gradient : limited(gradient, gradientLimit);
  return {
    loss,
    state: optimizer.update(state.weights, used, state.slots, learningRate),
  };
}

/** `gradient` or, where it is longer than `limit`, its direction at that length. */
function limited(gradient: Tensor1D, limit: number): Tensor1D {
  const length = sqrt(sum(mul(gradient, gradient)));
  return mul(gradient, minimum(1, div(limit, add(length, 1e-12))));
}
