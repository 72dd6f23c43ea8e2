import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import {
  add,
  div,
  minimum,
  mul,
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
import type { Optimizer } from "./optimizers/optimizer.js";

export interface TrainingState {
  readonly weights: Tensor1D;
  /** In the order of the optimiser's slots. */
  readonly slots: readonly Tensor[];
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

/** One training step as a pure function: loss of the batch before the step, and the state after it. */
export function trainingStep(
  model: Autoencoder,
  optimizer: Optimizer,
  state: TrainingState,
  batch: Tensor2D,
  learningRate: Scalar,
): { readonly loss: Scalar; readonly state: TrainingState } {
  return objectiveStep(reconstructionObjective(model), optimizer, state, batch, learningRate);
}

/** The same for any objective. */
export function objectiveStep(
  objective: Objective,
  optimizer: Optimizer,
  state: TrainingState,
  batch: Tensor2D,
  learningRate: Scalar,
): { readonly loss: Scalar; readonly state: TrainingState } {
  const { value, grad } = valueAndGrad((weights) => objective.loss(weights as Tensor1D, batch))(
    state.weights,
  );
  const { gradientLimit } = objective;
  const gradient = gradientLimit === undefined ? grad : limited(grad, gradientLimit);
  const after = optimizer.update(state.weights, gradient as Tensor1D, state.slots, learningRate);
  return { loss: value as Scalar, state: after };
}

/** `gradient` or, where it is longer than `limit`, its direction at that length. */
function limited(gradient: Tensor, limit: number): Tensor {
  const length = sqrt(sum(mul(gradient, gradient)));
  return mul(gradient, minimum(1, div(limit, add(length, 1e-12))));
}
