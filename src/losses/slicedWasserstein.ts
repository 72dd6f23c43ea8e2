import {
  add,
  cast,
  div,
  matMul,
  max,
  mean,
  neg,
  reshape,
  scatterND,
  sqrt,
  square,
  squaredDifference,
  sum,
  tensor1d,
  tensor2d,
  tidy,
  tile,
  topk,
  customGrad,
  zerosLike,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { normalQuantile } from "./normalQuantile.js";

/**
 * The squared 2-Wasserstein distance between rows and the standard normal distribution, along lines through the origin:
 * the mean (sliced) or the largest (max-sliced, over the lines that are given) over all lines. Projections of the normal
 * distribution are normal, so the sorted projections are compared with its quantiles (i + 1/2) / rows instead of with a
 * sample.
 * Source: Kolouri et al., "Sliced-Wasserstein autoencoders", arXiv:1804.01947, eq. 9 and 11; Deshpande et al.,
 * "Max-sliced Wasserstein distance", arXiv:1904.05877.
 * @param points rows x dimensions
 * @param directions lines x dimensions, of any length but zero
 */
export function slicedWasserstein(
  points: Tensor2D,
  directions: Tensor2D,
  over: "mean" | "max",
): Scalar {
  const lengths = sqrt(sum(square(directions), 1, true));
  const projected = matMul(div<Tensor2D>(directions, lengths), points, false, true) as Tensor2D;
  const distances = mean<Tensor1D>(squaredDifference(projected, partners(projected)), 1);
  return over === "mean" ? mean(distances) : max(distances);
}

/** For every number the quantile of its rank within its row; a constant for the gradient, which is right where ranks do not change. */
function partners(projected: Tensor2D): Tensor2D {
  const [lines, count] = projected.shape;
  const constant = customGrad((x) => ({
    value: tidy(() => {
      const quantiles = tensor1d(
        Float32Array.from({ length: count }, (_, i) => normalQuantile((i + 0.5) / count)),
      );
      const order = cast(topk(neg(x as Tensor2D), count).indices, "int32");
      const first = tensor2d(
        Int32Array.from({ length: lines }, (_, line) => line * count),
        [lines, 1],
        "int32",
      );
      const places = reshape(add(order, first), [lines * count, 1]);
      const values = reshape(tile(quantiles, [lines]), [lines * count]);
      return reshape(scatterND(places, values, [lines * count]), [lines, count]);
    }),
    gradFunc: (dy: Tensor) => zerosLike(dy),
  }));
  return constant(projected) as Tensor2D;
}
