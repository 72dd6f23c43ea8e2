import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { NetworkLayer } from "./trainedModel.js";

/** Layers in a row as stretches of a flat weight vector. */
export interface LayerStack {
  /** Lengths of the stretches. */
  readonly sizes: readonly number[];
  /** Runs the layers on `x` (batch x inputs) with stretches as `sizes` says. */
  apply(stretches: readonly Tensor[], x: Tensor2D): Tensor2D;
  /** `uniform` gives that many random numbers in [-1, 1), others on every call. */
  initialWeights(uniform: (count: number) => Float32Array): Float32Array;
  /** The layers with copies of their weights, which start at `offset` of the flat vector. */
  layers(weights: Float32Array, offset: number): NetworkLayer[];
}

/** One stack after the other. */
export function chained(first: LayerStack, second: LayerStack): LayerStack {
  const own = first.sizes.length;
  const length = first.sizes.reduce((sum, size) => sum + size, 0);
  return {
    sizes: [...first.sizes, ...second.sizes],
    apply: (stretches, x) =>
      second.apply(stretches.slice(own), first.apply(stretches.slice(0, own), x)),
    initialWeights: (uniform) =>
      Float32Array.from([...first.initialWeights(uniform), ...second.initialWeights(uniform)]),
    layers: (weights, offset) => [
      ...first.layers(weights, offset),
      ...second.layers(weights, offset + length),
    ],
  };
}
