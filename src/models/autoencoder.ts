import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { DenseLayer } from "./trainedModel.js";

/** An architecture with its loss, over weights that lie in one flat vector. */
export interface Autoencoder {
  /** Numbers per row on the way in and out. */
  readonly width: number;
  readonly latent: number;
  /** Length of the weight vector. */
  readonly parameters: number;
  /** Weights to start from; the same for the same seed. */
  initialWeights(seed: number): Float32Array;
  /** What training minimises, for a batch of normalised rows (batch x width). */
  loss(weights: Tensor1D, batch: Tensor2D): Scalar;
  /** The trained networks, without their training-time parts. Arrays are copies. */
  layers(weights: Float32Array): AutoencoderLayers;
}

export interface AutoencoderLayers {
  /** From normalised columns to latents. */
  readonly encoder: readonly DenseLayer[];
  /** From latents to normalised columns. */
  readonly decoder: readonly DenseLayer[];
}
