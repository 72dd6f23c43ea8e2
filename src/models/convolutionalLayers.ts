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

/** Positions along one to three axes of so many channels each: what a row of a table, or a block of arrays holds. */
export interface RowShape {
  readonly positions: readonly number[];
  readonly channels: number;
}

/** The shape of rows of `width` numbers. @param block lengths along the axes of blocks of arrays; null: a table's rows */
export function rowShape(width: number, block: readonly number[] | null): RowShape {
  if (block === null) return { positions: [width], channels: 1 };
  const places = block.reduce((product, length) => product * length, 1);
  const positions = block.filter((length) => length > 1);
  return { positions: positions.length > 0 ? positions : [1], channels: width / places };
}

/** Convolutions over the positions of a row, then a dense layer of `outputs` numbers. */
export function encoderLayers(
  options: ConvolutionOptions,
  row: RowShape,
  outputs: number,
): LayerShape[] {
  const convolutions = convolutionsOver(options, row).map(layerOf);
  return [...convolutions, { inputs: convolutions[convolutions.length - 1].outputs, outputs }];
}

/** The mirror: a dense layer from `latent` numbers, then the transposed convolutions up to a whole row. */
export function decoderLayers(
  options: ConvolutionOptions,
  row: RowShape,
  latent: number,
): LayerShape[] {
  const transposed = convolutionsOver(options, row)
    .map((shape) => layerOf({ ...shape, transposed: true }))
    .reverse();
  return [{ inputs: latent, outputs: transposed[0].inputs }, ...transposed];
}

function convolutionsOver(options: ConvolutionOptions, row: RowShape): ConvolutionShape[] {
  const { channels, kernelSize, stride } = options;
  let [from, before] = [row.positions, row.channels];
  return channels.map((after) => {
    const shape: ConvolutionShape = {
      from,
      channels: [before, after],
      kernel: from.map((length) => usefulTaps(length, kernelSize, stride)),
      strides: from.map(() => stride),
      transposed: false,
    };
    [from, before] = [resultPositions(shape), after];
    return shape;
  });
}

function layerOf(convolution: ConvolutionShape): LayerShape {
  const { inputs, outputs } = convolutionSizes(convolution);
  return { inputs, outputs, convolution };
}
