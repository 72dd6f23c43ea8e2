import type { Scalar, Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { Fed, Feeds } from "./feeds.js";
import type { NetworkLayer } from "./trainedModel.js";

/** What lies between encoder and decoder, and what it adds to the loss: the difference between kinds of autoencoder. */
export interface Bottleneck {
  /** Latents that are coded: inputs of the decoder. */
  readonly latent: number;
  /** Outputs of the encoder. */
  readonly codeWidth: number;
  /** Lengths of the stretches of the weight vector that it takes for itself. */
  readonly sizes: readonly number[];
  /** Multiple of the common learning rate at which its own weights are trained. */
  readonly rateFactor: number;
  readonly feeds: Feeds;
  initialWeights(uniform: (count: number) => Float32Array): Float32Array;
  /** Latents of a batch in training (with noise), and its terms of the loss, each as it counts. */
  train(
    code: Tensor2D,
    hidden: readonly Tensor2D[],
    stretches: readonly Tensor[],
    fed: Fed,
  ): {
    readonly latents: Tensor2D;
    readonly terms: Readonly<Record<string, Scalar>>;
    /** Terms that its own weights minimise, and that move nothing else. */
    readonly adversary?: Readonly<Record<string, Scalar>>;
  };
  /** The latents that are coded: without noise. */
  latents(code: Tensor2D): Tensor2D;
  /** Terms of the loss that do not depend on noise or on other rows: part of what the best epoch is chosen by. */
  validationTerms(code: Tensor2D): readonly Scalar[];
  /** The encoder's layers up to the latents that are coded. */
  encoder(layers: readonly NetworkLayer[]): readonly NetworkLayer[];
}
