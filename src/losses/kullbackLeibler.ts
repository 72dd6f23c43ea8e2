import {
  add,
  exp,
  maximum,
  mean,
  mul,
  square,
  sub,
  sum,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";

/**
 * KL(N(mean, exp(logVariance)) || N(0, 1)) by latent, averaged over the rows, in nats:
 * (mean^2 + exp(logVariance) - 1 - logVariance) / 2. Both are rows x latents.
 * Source: Kingma and Welling, "Auto-encoding variational Bayes", arXiv:1312.6114, appendix B.
 */
export function gaussianDivergence(center: Tensor2D, logVariance: Tensor2D): Tensor1D {
  const spread = sub(sub(exp(logVariance), 1), logVariance);
  return mean<Tensor1D>(mul(add(square(center), spread), 0.5), 0);
}

/**
 * The sum over latents, of each the larger of its divergence and `freeBits`, below which a latent is not pressed.
 * Source: Kingma et al., "Improved variational inference with inverse autoregressive flow", arXiv:1606.04934, eq. 16.
 * @param freeBits in bits per latent
 */
export function totalDivergence(divergence: Tensor1D, freeBits = 0): Scalar {
  return sum(freeBits === 0 ? divergence : maximum(divergence, freeBits * Math.LN2));
}
