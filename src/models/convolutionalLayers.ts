import {
  convolutionSizes,
  resultPositions,
  usefulTaps,
  type ConvolutionShape,
} from "./convolutionShape.js";

export interface ConvolutionOptions {
  /** Channels of the convolutions of the encoder, one after the other. */
  readonly channels: readonly number[];
  /** Taps of each kernel. */
  readonly kernelSize: number;
  /** Each convolution leaves one position for so many. */
  readonly stride: number;
}

/** A layer of a convolutional network: a convolution, or dense where there is none. */
export interface LayerShape {
  readonly inputs: number;
  readonly outputs: number;
  readonly convolution?: ConvolutionShape;
}

/** Convolutions over `width` columns, then a dense layer of `outputs` numbers. */
export function encoderLayers(
  options: ConvolutionOptions,
  width: number,
  outputs: number,
): LayerShape[] {
  const convolutions = convolutionsOver(options, width).map(layerOf);
  return [...convolutions, { inputs: convolutions[convolutions.length - 1].outputs, outputs }];
}

/** The mirror: a dense layer from `latent` numbers, then the transposed convolutions up to `width` columns. */
export function decoderLayers(
  options: ConvolutionOptions,
  width: number,
  latent: number,
): LayerShape[] {
  const transposed = convolutionsOver(options, width)
    .map((shape) => layerOf({ ...shape, transposed: true }))
    .reverse();
  return [{ inputs: latent, outputs: transposed[0].inputs }, ...transposed];
}

/** Convolutions along the columns of a table, which are positions of one channel. */
function convolutionsOver(options: ConvolutionOptions, width: number): ConvolutionShape[] {
  const { channels, kernelSize, stride } = options;
  let [length, before] = [width, 1];
  return channels.map((after) => {
    const shape: ConvolutionShape = {
      from: [length],
      channels: [before, after],
      kernel: [usefulTaps(length, kernelSize, stride)],
      strides: [stride],
      transposed: false,
    };
    [length] = resultPositions(shape);
    before = after;
    return shape;
  });
}

function layerOf(convolution: ConvolutionShape): LayerShape {
  const { inputs, outputs } = convolutionSizes(convolution);
  return { inputs, outputs, convolution };
}
