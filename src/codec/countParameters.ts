import type { DenseLayer } from "../models/trainedModel.js";

/** Weights and biases of a stack of layers. */
export function countParameters(layers: readonly DenseLayer[]): number {
  return layers.reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}
