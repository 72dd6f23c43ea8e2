import { add, div, exp, mul, pow, relu, sqrt, sub, type Tensor2D } from "@tensorflow/tfjs-core";

export const kernelNames = ["imq", "rbf", "laplace", "rationalQuadratic"] as const;
export type KernelName = (typeof kernelNames)[number];

/** Similarity of two points from their squared distance d^2 at a length l; 1 at distance 0. */
export const kernels: Readonly<
  Record<KernelName, (squaredDistance: Tensor2D, length: number) => Tensor2D>
> = {
  /** Inverse multiquadric, l^2 / (l^2 + d^2). Source: Tolstikhin et al., arXiv:1711.01558, section 4. */
  imq: (squared, length) => div(length ** 2, add(squared, length ** 2)),
  /** Gaussian, exp(-d^2 / (2 l^2)). Source: Gretton et al., JMLR 13 (2012) 723. */
  rbf: (squared, length) => exp(mul(squared, -0.5 / length ** 2)),
  /** Laplace, exp(-d / l). */
  laplace: (squared, length) => {
    const distance = sub<Tensor2D>(sqrt(add(relu(squared), smallest)), Math.sqrt(smallest));
    return exp(mul(distance, -1 / length));
  },
  /**
   * Rational quadratic, (1 + d^2 / (2 a l^2))^-a with a = 1/2: a mixture of Gaussians of many widths.
   * Source: Binkowski et al., "Demystifying MMD GANs", arXiv:1801.01401, section 4.
   */
  rationalQuadratic: (squared, length) =>
    pow(add(mul(squared, 1 / (2 * rationalPower * length ** 2)), 1), -rationalPower),
};

const rationalPower = 0.5;
/** The square root has no slope at zero. */
const smallest = 1e-6;
