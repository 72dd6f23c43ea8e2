import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import type { Autoencoder } from "../models/autoencoder.js";
import { meanOverSlices } from "./meanOverSlices.js";
import { meanSquaredError } from "./meanSquaredError.js";

/** How far a batch (batch x width, normalised) comes back from where it was: the mean squared error of all columns. */
export function reconstructionLoss(model: Autoencoder, weights: Tensor1D, batch: Tensor2D): Scalar {
  return meanOverSlices(batch, (slice) =>
    meanSquaredError(model.apply(weights, slice).reconstruction, slice),
  );
}
