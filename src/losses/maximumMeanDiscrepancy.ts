import {
  add,
  eye,
  matMul,
  mul,
  square,
  sub,
  sum,
  transpose,
  type Scalar,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { hasKink, meanKernel, type KernelName } from "./kernels.js";

/**
 * The squared maximum mean discrepancy between the distributions that two samples (rows x dimensions) were drawn from,
 * unbiased: the mean of k over all pairs of different points within x, plus the same within y, minus twice the mean over
 * the pairs between x and y. k is the mean of the kernel over the given lengths, so the result lies in about [0, 2] for
 * any number of points and lengths. Zero for single points.
 * Source: Gretton et al., "A kernel two-sample test", JMLR 13 (2012) 723, eq. 3.
 */
export function maximumMeanDiscrepancy(
  x: Tensor2D,
  y: Tensor2D,
  kernel: KernelName,
  lengths: readonly number[],
): Scalar {
  const [n] = x.shape;
  const [m] = y.shape;
  if (n < 2 || m < 2) return mul<Scalar>(sum(x), 0);
  const similarity = (squared: Tensor2D): Tensor2D => meanKernel(squared, kernel, lengths);
  const within = (points: Tensor2D, count: number): Scalar => {
    const all = similarity(squaredDistances(points, points));
    // A point's similarity to itself is 1.
    const others = hasKink(kernel)
      ? sum<Scalar>(mul(all, sub(1, eye(count))))
      : sub<Scalar>(sum(all), count);
    return mul(others, 1 / (count * (count - 1)));
  };
  const between = mul(sum<Scalar>(similarity(squaredDistances(x, y))), 2 / (n * m));
  return sub(add(within(x, n), within(y, m)), between);
}

/** |x_i - y_j|^2 of all pairs, up to rounding: rows of x by rows of y. */
function squaredDistances(x: Tensor2D, y: Tensor2D): Tensor2D {
  const lengthsX = sum<Tensor2D>(square(x), 1, true);
  const lengthsY = transpose<Tensor2D>(sum(square(y), 1, true));
  const products = matMul(x, y, false, true) as Tensor2D;
  return sub(add(lengthsX, lengthsY), mul(products, 2));
}
