import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import {
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

/** One training step as a pure function: loss of the batch before the step, and the state after it. */
export function trainingStep(
  model: Autoencoder,
  optimizer: Optimizer,
  state: TrainingState,
  batch: Tensor2D,
  learningRate: Scalar,
): { readonly loss: Scalar; readonly state: TrainingState } {
  const { value, grad } = valueAndGrad((weights) =>
    reconstructionLoss(model, weights as Tensor1D, batch),
  )(state.weights);
  const after = optimizer.update(state.weights, grad as Tensor1D, state.slots, learningRate);
  return { loss: value as Scalar, state: after };
}
