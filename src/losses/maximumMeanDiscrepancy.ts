import {
  add,
  matMul,
  mul,
  square,
  sub,
  sum,
  transpose,
  type Scalar,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { kernels, type KernelName } from "./kernels.js";

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
  const similarity = (squared: Tensor2D): Tensor2D =>
    mul(
      lengths.map((length) => kernels[kernel](squared, length)).reduce((a, b) => add(a, b)),
      1 / lengths.length,
    );
  // A point's similarity to itself is 1.
  const within = (points: Tensor2D, count: number): Scalar => {
    const all = sum<Scalar>(similarity(squaredDistances(points, points)));
    return mul(sub(all, count), 1 / (count * (count - 1)));
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
