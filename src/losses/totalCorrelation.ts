import {
  add,
  exp,
  expandDims,
  log,
  max,
  mean,
  mul,
  square,
  squeeze,
  sub,
  sum,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from "@tensorflow/tfjs-core";
import { stopGradient } from "./stopGradient.js";

/**
 * Total correlation KL(q(z) || prod_j q(z_j)) of latents in nats, from one batch: q(z_i) is taken for the mean of the
 * densities of all rows of the batch at z_i. What the number of rows in the data would add is the same constant for q(z)
 * and for each q(z_j) and is left out.
 * Source: Chen et al., "Isolating sources of disentanglement in VAEs", arXiv:1802.04942, section 3.1 and appendix C.1.
 * @param latents drawn, rows x latents
 * @param center means of the rows they were drawn from
 * @param logVariance log variances of these
 */
export function totalCorrelation(
  latents: Tensor2D,
  center: Tensor2D,
  logVariance: Tensor2D,
): Scalar {
  const [rows] = latents.shape;
  const distance = sub(expandDims<Tensor3D>(latents, 1), expandDims<Tensor3D>(center, 0));
  const spread = expandDims<Tensor3D>(logVariance, 0);
  const exponent = mul(square(distance), exp(mul(spread, -1)));
  // The constant log(2 pi) / 2 per latent is the same on both sides.
  const density: Tensor3D = mul(add(exponent, spread), -0.5);
  const joint = sub(logSumExp(sum(density, 2)), Math.log(rows));
  const marginals = sum(sub(logSumExp(density), Math.log(rows)), 1);
  return mean(sub(joint, marginals));
}

/** log sum exp over the second axis. */
function logSumExp(values: Tensor): Tensor1D | Tensor2D {
  const top = stopGradient(max(values, 1, true));
  const total = log(sum(exp(sub(values, top)), 1, true));
  return squeeze(add(total, top), [1]);
}
