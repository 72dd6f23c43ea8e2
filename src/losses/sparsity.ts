import {
  abs,
  add,
  log,
  mean,
  mul,
  sigmoid,
  sub,
  sum,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";

/** Mean absolute activation over rows and units: pulls towards activations that are mostly zero. */
export function l1Sparsity(activations: Tensor2D): Scalar {
  return mean(abs(activations));
}

const smallest = 1e-7;

/**
 * KL(target || mean activity), averaged over the units, in nats: a unit's activity is sigmoid(activation), its mean taken
 * over the rows. Source: Ng, "Sparse autoencoder", CS294A lecture notes, 2011, p. 15.
 */
export function divergenceSparsity(activations: Tensor2D, target: number): Scalar {
  const activity = mean<Tensor1D>(sigmoid(activations), 0);
  const on = mul(log(add(activity, smallest)), -target);
  const off = mul(log(add(sub(1, activity), smallest)), target - 1);
  const entropy = target * Math.log(target) + (1 - target) * Math.log(1 - target);
  return add(mean(add(on, off)), entropy);
}

/** Sum of |w|: absolute values of weights. */
export function l1Norm(weights: readonly Tensor1D[]): Scalar {
  return weights.map((each) => sum<Scalar>(abs(each))).reduce((a, b) => add(a, b));
}

/** Sum of w^2. */
export function squaredNorm(weights: readonly Tensor1D[]): Scalar {
  return weights.map((each) => sum<Scalar>(mul(each, each))).reduce((a, b) => add(a, b));
}
