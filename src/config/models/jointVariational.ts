import * as z from "zod";
import { denseKeys, learnsTheTable } from "./latentKeys.js";

const temperature = z.number().min(0.01).max(100);

export const jointVariationalModelSchema = z
  .strictObject({
    type: z
      .literal("jointVariational")
      .describe(
        "Variational autoencoder with continuous and discrete latents; means and likeliest classes are coded.",
      ),
    ...denseKeys,
    latent: denseKeys.latent.describe(
      "Continuous latents per row: 4 where nothing is said. Of arrays: per block, one for 16 values where nothing is said.",
    ),
    categories: z
      .array(z.int().min(2).max(256))
      .min(1)
      .max(16)
      .default([8])
      .describe("Classes of each discrete latent."),
    capacityWeight: z
      .number()
      .min(0)
      .default(1e-4)
      .describe("How much divergences other than the capacities (nats) count. Typical: 1e-4."),
    continuousCapacity: z
      .number()
      .min(0)
      .default(20)
      .describe("Nats per row that the continuous latents are to carry in the end."),
    discreteCapacity: z
      .number()
      .min(0)
      .optional()
      .describe(
        "Nats per row that the discrete latents are to carry in the end; by default as many as they can.",
      ),
    capacityWarmUp: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe("Share of the training steps over which the capacities grow from 0."),
    temperature: z
      .tuple([temperature, temperature])
      .default([1, 0.3])
      .describe(
        "How soft the choice of a class is in training, at the first and at the last step.",
      ),
  })
  .describe(learnsTheTable);
