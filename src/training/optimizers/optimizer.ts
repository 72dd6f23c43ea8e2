import type { Scalar, Tensor, Tensor1D } from "@tensorflow/tfjs-core";

/** A named array that an optimiser carries from step to step; zero in the beginning. */
export interface OptimizerSlot {
  readonly name: string;
  readonly shape: readonly number[];
}

/** How weights follow their gradient: a pure function, so that it runs eagerly and traced. */
export interface Optimizer {
  /** What it carries for the given number of weights. */
  slots(parameters: number): readonly OptimizerSlot[];
  /** New weights and slots (in the order of `slots`); the learning rate is one number, or one for every weight. */
  update(
    weights: Tensor1D,
    gradient: Tensor1D,
    slots: readonly Tensor[],
    learningRate: Scalar | Tensor1D,
  ): { readonly weights: Tensor1D; readonly slots: readonly Tensor[] };
}
