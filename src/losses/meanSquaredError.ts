import { mean, squaredDifference, type Scalar, type Tensor } from "@tensorflow/tfjs-core";

/** Mean over all elements of (prediction - target)^2. */
export function meanSquaredError(prediction: Tensor, target: Tensor): Scalar {
  return mean(squaredDifference(prediction, target));
}
