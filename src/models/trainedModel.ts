import type { AxisMap } from "./axisMap.js";
import type { ConvolutionShape } from "./convolutionShape.js";
import type { FieldModel } from "./fieldModel.js";
import type { MaskedModel } from "./maskedModel.js";

/** One dense layer: y = activation(x W + b). */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** inputs x outputs, row-major: weights[i * outputs + o]. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly activation: "leakyRelu" | "linear";
  readonly convolution?: undefined;
}

/** A layer whose matrix is that of a convolution or of its transpose. */
export interface ConvolutionLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly convolution: ConvolutionShape;
  /** kernel x channels of what is convolved x channels of the result, row-major. */
  readonly weights: Float32Array;
  /** One for each channel that the layer gives. */
  readonly bias: Float32Array;
  readonly activation: DenseLayer["activation"];
}

export type NetworkLayer = DenseLayer | ConvolutionLayer;

/** Slope of LeakyReLU for negative inputs, everywhere: a multiple of 2^-10, so that fixed-point decoders have it exactly. */
export const leakySlope = 10 / 1024;

/** A trained model with all that is needed to use it on further files of the same columns. */
export type TrainedModel = DenseModel | MaskedModel | FieldModel;

/** A trained autoencoder. */
export interface DenseModel {
  readonly type: "dense";
  /** The columns that the network sees, in its order, with their normalisation (fitted on the training rows). */
  readonly columns: readonly { readonly name: string; readonly axis: AxisMap }[];
  readonly latent: number;
  /**
   * Lengths of the blocks of arrays that it sees as rows: a place of the block after the other in C order, each with the
   * values of all columns. Absent: it sees rows of a table.
   */
  readonly block?: readonly number[];
  /**
   * Classes of discrete latents, which are the last of the latents, one number per class: the encoder gives scores, of
   * which the largest becomes 1 and the others 0. Absent: there are none.
   */
  readonly categories?: readonly number[];
  /** From normalised columns to latents. */
  readonly encoder: readonly NetworkLayer[];
  /** From latents to normalised columns. */
  readonly decoder: readonly NetworkLayer[];
}

/** Runs dense networks in float32: `rows` x inputs values in, `rows` x outputs values out, both row-major. */
export interface FloatNetwork {
  run(inputs: Float32Array, rows: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}
