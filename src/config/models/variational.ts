import * as z from "zod";
import { denseKeys, learnsTheTable } from "./latentKeys.js";

/** What variational models add to their networks' keys. */
export const variationalKeys = {
  klWeight: z
    .number()
    .min(0)
    .default(1e-4)
    .describe(
      "How much the divergence of the latents from a standard normal distribution (nats per row) counts beside the reconstruction. Typical: 1e-5 to 1e-3.",
    ),
  klWarmUp: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe("Share of the training steps over which klWeight rises from 0."),
  freeBits: z
    .number()
    .min(0)
    .default(0)
    .describe("Bits of divergence that each latent has for free. Typical: 0 to 2."),
  totalCorrelationWeight: z
    .number()
    .min(0)
    .default(0)
    .describe(
      "How much the total correlation of the latents (nats) counts; it costs time that grows with the square of the batch. Typical: 1e-4.",
    ),
};

export const variationalModelSchema = z
  .strictObject({
    type: z
      .literal("variational")
      .describe(
        "Variational autoencoder (VAE): latents are distributions near a standard normal one; their means are coded.",
      ),
    ...denseKeys,
    ...variationalKeys,
  })
  .describe(learnsTheTable);
