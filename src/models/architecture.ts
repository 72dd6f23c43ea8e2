import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { AutoencoderLayers } from "./autoencoder.js";
import type { Fed, Feeds } from "./feeds.js";

/** Encoder and decoder without a purpose: the same networks serve every kind of bottleneck. */
export interface Architecture {
  /** Numbers per row on the way in and out. */
  readonly width: number;
  /** Lengths of the stretches of the weight vector that it takes, in order. */
  readonly sizes: readonly number[];
  /** Which of the stretches are weights that penalties are for, not biases or statistics. */
  readonly matrices: readonly number[];
  /** What it is fed while it is trained. */
  readonly feeds: Feeds;
  initialWeights(uniform: (count: number) => Float32Array): Float32Array;
  /** The networks over given weights; `fed` is null where values are coded: no noise, measured statistics. */
  bind(stretches: readonly Tensor[], fed: Fed | null): BoundArchitecture;
  /** The stretches with all statistics measured on a batch; absent: there are none. */
  calibrated?(
    stretches: readonly Tensor[],
    batch: Tensor2D,
    latentsOf: (code: Tensor2D) => Tensor2D,
  ): readonly Tensor[];
  /** The networks as layers, from the vector's stretches one after the other. Arrays are copies. */
  layers(weights: Float32Array): AutoencoderLayers;
}

export interface BoundArchitecture {
  /** From normalised rows to the encoder's outputs, with the activations of its hidden layers. */
  encode(batch: Tensor2D): { readonly code: Tensor2D; readonly hidden: readonly Tensor2D[] };
  decode(latents: Tensor2D): Tensor2D;
}
