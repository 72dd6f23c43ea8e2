import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { LossValue } from "../losses/lossValue.js";
import type { Fed, Feeds } from "./feeds.js";
import type { NetworkLayer } from "./trainedModel.js";

/** An architecture over weights that lie in one flat vector, and what it is trained to do. */
export interface Autoencoder {
  /** Numbers per row on the way in and out. */
  readonly width: number;
  readonly latent: number;
  /** Length of the weight vector. */
  readonly parameters: number;
  /** What `loss` is fed. */
  readonly feeds: Feeds;
  /** Stretches of the weight vector, in order, whose learning rate is a multiple of the config's; absent: all at it. */
  readonly rateFactors?: readonly { readonly count: number; readonly factor: number }[] | undefined;
  /** Weights to start from. `uniform` gives that many random numbers in [-1, 1), others on every call. */
  initialWeights(uniform: (count: number) => Float32Array): Float32Array;
  /** Latents and reconstruction of a batch of normalised rows (batch x width) without noise: what is coded. */
  apply(
    weights: Tensor1D,
    batch: Tensor2D,
  ): { readonly latents: Tensor2D; readonly reconstruction: Tensor2D };
  /** What training minimises: a mean over rows of the batch (with noise), whose terms are its parts as they count. */
  loss(weights: Tensor1D, batch: Tensor2D, fed: Fed): LossValue;
  /** What the best epoch is chosen by: without noise, the same for the same weights and rows. */
  validationLoss(weights: Tensor1D, batch: Tensor2D): Scalar;
  /** Weights in which measured statistics (batch normalisation) are those of `batch`; absent: there are none. */
  calibrated?(weights: Tensor1D, batch: Tensor2D): Tensor1D;
  /** The trained networks. Arrays are copies. */
  layers(weights: Float32Array): AutoencoderLayers;
}

export interface AutoencoderLayers {
  /** From normalised columns to latents. */
  readonly encoder: readonly NetworkLayer[];
  /** From latents to normalised columns. */
  readonly decoder: readonly NetworkLayer[];
}
