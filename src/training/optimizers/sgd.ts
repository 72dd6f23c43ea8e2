import { mul, sub, type Tensor1D } from "@tensorflow/tfjs-core";
import type { Optimizer } from "./optimizer.js";

/** Stochastic gradient descent: w <- w - learningRate * gradient. */
export const sgd: Optimizer = {
  slots: () => [],
  update: (weights, gradient, _slots, learningRate) => ({
    weights: sub<Tensor1D>(weights, mul(gradient, learningRate)),
    slots: [],
  }),
};
