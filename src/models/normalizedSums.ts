import {
  add,
  customGrad,
  mean,
  mul,
  rsqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";

/** In the denominator of batch normalisation. */
export const normalizationEpsilon = 1e-5;

/** Writes what normalised sums start with, from values[at] on: gains of 1, shifts of 0, means of 0, variances of 1. */
export function startNormalized(values: Float32Array, at: number, channels: number): void {
  [1, 0, 0, 1].forEach((value, k) =>
    values.fill(value, at + k * channels, at + (k + 1) * channels),
  );
}

/** Means and variances (biased) of the columns of a batch. */
export function batchStatistics(x: Tensor2D): [Tensor1D, Tensor1D] {
  const center = mean<Tensor1D>(x, 0);
  return [center, mean<Tensor1D>(square(sub(x, center)), 0)];
}

/** gain (x - center) / sqrt(variance + epsilon) + shift, by column. */
export function normalized(
  x: Tensor2D,
  gain: Tensor1D,
  shift: Tensor1D,
  [center, variance]: readonly [Tensor1D, Tensor1D],
): Tensor2D {
  const scale = mul(gain, rsqrt(add(variance, normalizationEpsilon)));
  return add(mul(x, scale), sub(shift, mul(center, scale)));
}

/**
 * Batch normalisation with the batch's own statistics. With c = x - mean, r = 1 / sqrt(variance + epsilon) and means over
 * the rows: dx = gain r (dy - mean(dy) - c r^2 mean(dy c)), d gain = sum(dy c) r, d shift = sum(dy); a third of the
 * operations that differentiating step by step takes.
 * Source: Ioffe and Szegedy, arXiv:1502.03167, section 3.
 */
export function normalizedByBatch(x: Tensor2D, gain: Tensor1D, shift: Tensor1D): Tensor2D {
  const normalize = customGrad((sums, factors, offsets, save) => {
    const centered = sub<Tensor2D>(sums as Tensor2D, mean(sums as Tensor2D, 0));
    const variance = mean<Tensor1D>(square(centered), 0);
    const spread = rsqrt(add(variance, normalizationEpsilon));
    (save as (tensors: Tensor[]) => void)([centered, spread, factors as Tensor1D]);
    return {
      value: add(mul(centered, mul(factors as Tensor1D, spread)), offsets as Tensor1D),
      gradFunc: (dy, saved) => {
        const [c, r, own] = saved as [Tensor2D, Tensor1D, Tensor1D];
        const rows = c.shape[0];
        const along = sum<Tensor1D>(mul(dy, c), 0);
        const offset = sum<Tensor1D>(dy, 0);
        const pull = mul(along, mul(square(r), 1 / rows));
        const inner = sub(sub(dy, mul(c, pull)), mul(offset, 1 / rows));
        return [mul(inner, mul(own, r)), mul(along, r), offset];
      },
    };
  });
  return normalize(x, gain, shift) as Tensor2D;
}
