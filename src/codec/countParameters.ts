import type { NetworkLayer } from "../models/trainedModel.js";

/** Weights and biases of a stack of layers. */
export function countParameters(layers: readonly NetworkLayer[]): number {
  return layers.reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0);
}
