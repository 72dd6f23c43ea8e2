import * as z from "zod";
import { denseKeys, learnsTheTable, priorWeightKey } from "./latentKeys.js";

export const wassersteinModelSchema = z
  .strictObject({
    type: z
      .literal("wasserstein")
      .describe(
        "Wasserstein autoencoder (WAE-MMD): the latents of a batch as a whole are pulled towards a normal distribution.",
      ),
    ...denseKeys,
    kernel: z
      .enum(["imq", "rbf", "laplace", "rationalQuadratic"])
      .default("imq")
      .describe(
        'Similarity of two points at distance d and length l: "imq" l² / (l² + d²), "rbf" exp(−d² / 2l²), "laplace" exp(−d / l), "rationalQuadratic" (1 + d² / l²)^(−1/2).',
      ),
    scales: z
      .array(z.number().positive())
      .min(1)
      .max(16)
      .default([0.1, 0.2, 0.5, 1, 2, 5, 10])
      .describe(
        "Lengths of the kernel, whose mean is taken, in multiples of √(2 latent), the usual distance of two draws.",
      ),
    priorWeight: priorWeightKey(0.01),
  })
  .describe(learnsTheTable);
