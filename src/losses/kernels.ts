import {
  add,
  customGrad,
  div,
  exp,
  maximum,
  mul,
  relu,
  sqrt,
  square,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";

export const kernelNames = ["imq", "rbf", "laplace", "rationalQuadratic"] as const;
export type KernelName = (typeof kernelNames)[number];

/** Similarity k of two points by their squared distance d^2; 1 at distance 0. */
interface Kernel {
  /** k at a length l. */
  readonly value: (squaredDistance: Tensor2D, length: number) => Tensor2D;
  /** dk / d(d^2), from k itself where that is shorter. */
  readonly slope: (value: Tensor2D, squaredDistance: Tensor2D, length: number) => Tensor2D;
}

/** Below this squared distance, which is that of rounding, the slope of a distance is held. */
const smallest = 1e-6;

const kernels: Readonly<Record<KernelName, Kernel>> = {
  /** Inverse multiquadric, l^2 / (l^2 + d^2). Source: Tolstikhin et al., arXiv:1711.01558, section 4. */
  imq: {
    value: (squared, length) => div(length ** 2, add(squared, length ** 2)),
    slope: (value, _squared, length) => mul(square(value), -1 / length ** 2),
  },
  /** Gaussian, exp(-d^2 / (2 l^2)). Source: Gretton et al., JMLR 13 (2012) 723. */
  rbf: {
    value: (squared, length) => exp(mul(squared, -0.5 / length ** 2)),
    slope: (value, _squared, length) => mul(value, -0.5 / length ** 2),
  },
  /** Laplace, exp(-d / l). Source: Gretton et al., section 8.1 (there with the L1 distance). */
  laplace: {
    value: (squared, length) => exp(mul(sqrt(relu(squared)), -1 / length)),
    slope: (value, squared, length) =>
      mul(div(value, sqrt(maximum(squared, smallest))), -0.5 / length),
  },
  /**
   * Rational quadratic (1 + d^2 / (2 a l^2))^-a with a = 1/2: a mixture of Gaussians of many widths.
   * Source: Binkowski et al., "Demystifying MMD GANs", arXiv:1801.01401, section 4.
   */
  rationalQuadratic: {
    value: (squared, length) => div(length, sqrt(add(squared, length ** 2))),
    slope: (value, _squared, length) => mul(mul(square(value), value), -0.5 / length ** 2),
  },
};

/** Whether a kernel has a kink at distance 0, where rounding then shows. */
export function hasKink(kernel: KernelName): boolean {
  return kernel === "laplace";
}

/** The mean of a kernel over several lengths, for squared distances. Its gradient takes half the operations of its parts'. */
export function meanKernel(
  squaredDistances: Tensor2D,
  kernel: KernelName,
  lengths: readonly number[],
): Tensor2D {
  const { value, slope } = kernels[kernel];
  const sum = (terms: readonly Tensor2D[]): Tensor2D =>
    mul(
      terms.reduce((a, b) => add(a, b)),
      1 / lengths.length,
    );
  const similarity = customGrad((x, save) => {
    const squared = x as Tensor2D;
    (save as (tensors: Tensor[]) => void)([squared]);
    return {
      value: sum(lengths.map((length) => value(squared, length))),
      gradFunc: (dy, [saved]) => {
        const own = saved as Tensor2D;
        return mul(dy, sum(lengths.map((length) => slope(value(own, length), own, length))));
      },
    };
  });
  return similarity(squaredDistances) as Tensor2D;
}
