import "@tensorflow/tfjs-core/dist/register_all_gradients.js";
import {
  add,
  mul,
  split,
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

/** What a part of a batch gives to loss and gradient; `share` is its share of the batch's rows. */
export function partialGradient(
  model: Autoencoder,
  weights: Tensor1D,
  part: Tensor2D,
  share: number,
): LossAndGradient {
  const { value, grad } = valueAndGrad((at) =>
    mul(reconstructionLoss(model, at as Tensor1D, part), share),
  )(weights);
  return { loss: value as Scalar, gradient: grad as Tensor1D };
}

/** One training step as a pure function: loss of the batch before the step, and the state after it. */
export function trainingStep(
  model: Autoencoder,
  optimizer: Optimizer,
  state: TrainingState,
  batch: Tensor2D,
  learningRate: Scalar,
): { readonly loss: Scalar; readonly state: TrainingState } {
  const [rows] = batch.shape;
  const sizes = batchParts(rows);
  const parts = sizes.length === 1 ? [batch] : split<Tensor2D>(batch, [...sizes]);
  const { loss, gradient } = parts
    .map((part, i) => partialGradient(model, state.weights, part, sizes[i] / rows))
    .reduce((a, b) => ({ loss: add(a.loss, b.loss), gradient: add(a.gradient, b.gradient) }));
  return { loss, state: optimizer.update(state.weights, gradient, state.slots, learningRate) };
}
