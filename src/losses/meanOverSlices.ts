import { add, mul, split, type Scalar, type Tensor2D } from "@tensorflow/tfjs-core";

/** Rows whose activations, for layers of a few hundred units, stay in a core's cache. */
const rowsPerSlice = 1024;

/**
 * A loss that is a mean over rows, computed slice by slice: the same number up to rounding, but a long batch's
 * activations are used for the gradient while they are still in the cache.
 */
export function meanOverSlices(batch: Tensor2D, loss: (slice: Tensor2D) => Scalar): Scalar {
  const [rows] = batch.shape;
  const count = Math.floor(rows / rowsPerSlice);
  if (count < 2) return loss(batch);
  const sizes = Array.from({ length: count }, (_, i) => Math.floor((rows + i) / count));
  return split<Tensor2D>(batch, sizes)
    .map((slice, i) => mul<Scalar>(loss(slice), sizes[i] / rows))
    .reduce((sum, part) => add(sum, part));
}
