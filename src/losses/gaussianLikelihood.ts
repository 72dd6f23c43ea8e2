import { add, exp, mul, square, type Tensor, type Tensor1D } from "@tensorflow/tfjs-core";

/**
 * -log N(r; 0, sigma) without its constant log(2 pi) / 2, by element: r^2 / (2 sigma^2) + log sigma, with a width per
 * column that is learned. `difference` is rows x columns, `logWidths` one per column.
 * Source: Rybkin, Daniilidis and Levine, "Simple and effective VAE training with calibrated decoders", ICML 2021,
 * arXiv:2006.13202, eq. 3.
 */
export function gaussianLikelihood<T extends Tensor>(difference: T, logWidths: Tensor1D): T {
  const precision = exp(mul(logWidths, -2));
  return add(mul(mul(square(difference), precision), 0.5), logWidths);
}
