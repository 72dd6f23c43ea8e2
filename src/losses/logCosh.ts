import { abs, add, exp, log, mul, sub, type Tensor } from "@tensorflow/tfjs-core";

/**
 * width^2 log cosh(r / width) by element, r being the difference: r^2 / 2 for small, width |r| for large ones, smooth in
 * between. Computed as |u| + log(1 + exp(-2 |u|)) - log 2, which cannot overflow.
 * Source: Green, "Bayesian reconstructions from emission tomography data", IEEE Trans. Med. Imaging 9 (1990).
 */
export function logCosh<T extends Tensor>(difference: T, width: number): T {
  const u = abs(mul(difference, 1 / width));
  const tail = log(add(exp(mul(u, -2)), 1));
  return mul(sub(add(u, tail), Math.LN2), width * width);
}
