import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { NetworkLayer } from "./trainedModel.js";

/** An architecture over weights that lie in one flat vector. */
export interface Autoencoder {
  /** Numbers per row on the way in and out. */
  readonly width: number;
  readonly latent: number;
  /** Length of the weight vector. */
  readonly parameters: number;
  /** Weights to start from. `uniform` gives that many random numbers in [-1, 1), others on every call. */
  initialWeights(uniform: (count: number) => Float32Array): Float32Array;
  /** Latents and reconstruction of a batch of normalised rows (batch x width), in tfjs operations. */
  apply(
    weights: Tensor1D,
    batch: Tensor2D,
  ): { readonly latents: Tensor2D; readonly reconstruction: Tensor2D };
  /** The trained networks. Arrays are copies. */
  layers(weights: Float32Array): AutoencoderLayers;
}

export interface AutoencoderLayers {
  /** From normalised columns to latents. */
  readonly encoder: readonly NetworkLayer[];
  /** From latents to normalised columns. */
  readonly decoder: readonly NetworkLayer[];
}
