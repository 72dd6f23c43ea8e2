import {
  conv2d,
  conv2dTranspose,
  conv3d,
  conv3dTranspose,
  reshape,
  type Rank,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { resultPositions, type ConvolutionShape } from "./convolutionShape.js";
import { registerVolumeGradient } from "./volumeGradient.js";

registerVolumeGradient();

/**
 * One convolution over one to three axes, or its transpose, without bias, of batch x (positions x channels). One axis is
 * an image of height 1.
 * @param weights kernel x channels of what is convolved x channels of the result
 */
export function convolved(values: Tensor2D, weights: Tensor, shape: ConvolutionShape): Tensor {
  const [batch] = values.shape;
  const [near, far] = shape.channels;
  const [from, result, taps, strides] = [
    shape.from,
    resultPositions(shape),
    shape.kernel,
    shape.strides,
  ].map((lengths) => (lengths.length === 1 ? [1, ...lengths] : [...lengths]));
  if (from.length === 3) {
    const kernel = reshape<Rank.R5>(weights, [...(taps as Three), near, far]);
    const steps = strides as Three;
    if (!shape.transposed) {
      const volume = reshape<Rank.R5>(values, [batch, ...(from as Three), near]);
      return conv3d(volume, kernel, steps, "same");
    }
    const volume = reshape<Rank.R5>(values, [batch, ...(result as Three), far]);
    return conv3dTranspose(volume, kernel, [batch, ...(from as Three), near], steps, "same");
  }
  const kernel = reshape<Rank.R4>(weights, [...(taps as Two), near, far]);
  const steps = strides as Two;
  if (!shape.transposed) {
    const image = reshape<Rank.R4>(values, [batch, ...(from as Two), near]);
    return conv2d(image, kernel, steps, "same");
  }
  const image = reshape<Rank.R4>(values, [batch, ...(result as Two), far]);
  return conv2dTranspose(image, kernel, [batch, ...(from as Two), near], steps, "same");
}

type Two = [number, number];
type Three = [number, number, number];
