import { ConvolutionalBranch } from "./convolutionalBranch.js";
import { decoderLayers, encoderLayers, type ConvolutionOptions } from "./convolutionalLayers.js";
import { MirroredArchitecture } from "./mirroredArchitecture.js";

export interface ConvolutionalShape extends ConvolutionOptions {
  /** Normalises the sums of every hidden convolution over the rows of a batch. */
  readonly batchNormalization: boolean;
}

/**
 * Convolutions along the columns, a linear code, and the mirror of both with a linear output. Convolutions see
 * neighbouring columns, so their order matters.
 */
export class ConvolutionalArchitecture extends MirroredArchitecture {
  /** @param codeWidth outputs of the encoder  @param latent inputs of the decoder */
  constructor(shape: ConvolutionalShape, width: number, codeWidth: number, latent: number) {
    const { batchNormalization } = shape;
    super(
      width,
      new ConvolutionalBranch(encoderLayers(shape, width, codeWidth), batchNormalization),
      new ConvolutionalBranch(decoderLayers(shape, width, latent), batchNormalization),
      batchNormalization,
    );
  }
}
