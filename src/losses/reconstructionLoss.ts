import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Autoencoder } from "../models/autoencoder.js";
import { meanSquaredError } from "./meanSquaredError.js";

/** How far a batch (batch x width, normalised) comes back from where it was: the mean squared error of all columns. */
export function reconstructionLoss(model: Autoencoder, weights: Tensor1D, batch: Tensor2D): Scalar {
  return meanSquaredError(model.apply(weights, batch).reconstruction, batch);
}
