import { add, log, mean, mul, sum, type Scalar, type Tensor2D } from "@tensorflow/tfjs-core";

/** Keeps the logarithm of vanishing shares finite. */
const smallest = 1e-12;

/**
 * KL(shares || uniform) of one discrete latent, averaged over the rows, in nats: sum_k p_k log(p_k K). `shares` is rows x
 * K and adds up to 1 in every row.
 * Source: Dupont, "Learning disentangled joint continuous and discrete representations", arXiv:1804.00104, section 3.
 */
export function categoricalDivergence(shares: Tensor2D): Scalar {
  const classes = shares.shape[1];
  const each = mul(shares, add(log(add(shares, smallest)), Math.log(classes)));
  return mean(sum(each, 1));
}
