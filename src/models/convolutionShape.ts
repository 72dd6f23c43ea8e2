import { forEachTap, type ConvolutionPlaces } from "./convolutionTaps.js";

/**
 * A convolution over positions of channels (positions x channels, row-major), or its transpose, which leads from the
 * positions of the result back to those that are convolved. Zeros stand around what is convolved, so that
 * ceil(from / stride) positions result along every axis.
 */
export interface ConvolutionShape {
  /** Positions along every axis of what is convolved. */
  readonly from: readonly number[];
  /** Channels of what is convolved, and of the result. */
  readonly channels: readonly [number, number];
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly transposed: boolean;
}

/** Positions along every axis of the result of the convolution that is not transposed. */
export function resultPositions({ from, strides }: ConvolutionShape): number[] {
  return from.map((length, axis) => Math.ceil(length / strides[axis]));
}

/** The zeros before the first position are half of all zeros, rounded down (TensorFlow's "SAME"). */
export function placesOf(shape: ConvolutionShape): ConvolutionPlaces {
  const { from, kernel, strides } = shape;
  const to = resultPositions(shape);
  const padding = from.map((length, axis) => {
    const zeros = (to[axis] - 1) * strides[axis] + kernel[axis] - length;
    return Math.floor(Math.max(0, zeros) / 2);
  });
  return { from, to, kernel, strides, padding };
}

/** Numbers that a convolution takes and gives, and those that it stores. */
export function convolutionSizes(shape: ConvolutionShape): {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: number;
  readonly biases: number;
} {
  const { from, channels, kernel, transposed } = shape;
  const near = product(from) * channels[0];
  const far = product(resultPositions(shape)) * channels[1];
  return {
    inputs: transposed ? far : near,
    outputs: transposed ? near : far,
    weights: product(kernel) * channels[0] * channels[1],
    biases: channels[transposed ? 0 : 1],
  };
}

/**
 * The dense layer that does the same: for every weight (inputs x outputs, row-major) which weight of the kernel it is
 * (kernel x channels of what is convolved x channels of the result, row-major), or -1 where it is zero.
 */
export function unrolledPlaces(shape: ConvolutionShape): Int32Array {
  const { channels, transposed } = shape;
  const { inputs, outputs } = convolutionSizes(shape);
  const [near, far] = channels;
  const places = new Int32Array(inputs * outputs).fill(-1);
  forEachTap(placesOf(shape), (output, tap, input) => {
    for (let a = 0; a < near; a++) {
      for (let b = 0; b < far; b++) {
        const [row, column] = [input * near + a, output * far + b];
        const at = transposed ? column * outputs + row : row * outputs + column;
        places[at] = (tap * near + a) * far + b;
      }
    }
  });
  return places;
}

/** To copy a number into a patch, or a part to where it is added, takes about as long as so many multiplications. */
const copyCost = 128;
const mostUnrolled = 2 ** 22;

/**
 * Whether one product with the kernel unrolled to a matrix is faster than a product of patches that are copied together,
 * or, of a transposed convolution, whose parts are added up.
 * @param from positions of what is convolved  @param taps of the kernel  @param far channels of the result
 * @param size numbers of the unrolled matrix
 */
export function isFasterUnrolled(from: number, taps: number, far: number, size: number): boolean {
  return from * far <= taps * (far + copyCost) && size <= mostUnrolled;
}

/** Taps beyond this only ever see zeros: a kernel has no more. */
export function usefulTaps(length: number, kernel: number, stride: number): number {
  return Math.min(kernel, length + stride * (Math.ceil(length / stride) - 1));
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total * size, 1);
}
