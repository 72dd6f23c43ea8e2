import { ConvolutionalBranch } from "./convolutionalBranch.js";
import {
  decoderLayers,
  encoderLayers,
  type ConvolutionOptions,
  type RowShape,
} from "./convolutionalLayers.js";
import { MirroredArchitecture } from "./mirroredArchitecture.js";

export interface ConvolutionalShape extends ConvolutionOptions {
  /** Normalises the sums of every hidden convolution over the rows of a batch. */
  readonly batchNormalization: boolean;
}

/**
 * Convolutions along the columns of a table, whose order therefore matters, or over blocks of arrays, a linear code, and
 * the mirror of both with a linear output.
 */
export class ConvolutionalArchitecture extends MirroredArchitecture {
  /** @param codeWidth outputs of the encoder  @param latent inputs of the decoder */
  constructor(shape: ConvolutionalShape, row: RowShape, codeWidth: number, latent: number) {
    const { batchNormalization } = shape;
    super(
      row.positions.reduce((product, length) => product * length, row.channels),
      new ConvolutionalBranch(encoderLayers(shape, row, codeWidth), batchNormalization),
      new ConvolutionalBranch(decoderLayers(shape, row, latent), batchNormalization),
      batchNormalization,
    );
  }
}
