import * as z from "zod";
import { denseKeys, learnsTheTable, priorWeightKey } from "./latentKeys.js";

/** What adversarial models add to their networks' keys. */
export const adversarialKeys = {
  discriminator: z
    .array(z.int().min(1).max(4096))
    .max(8)
    .default([64, 64])
    .describe(
      "Widths of the hidden layers of the discriminator, which tells latents from draws of a normal distribution.",
    ),
  discriminatorRate: z
    .number()
    .positive()
    .default(1)
    .describe("Multiple of the learning rate at which the discriminator is trained."),
  adversary: z
    .enum(["nonSaturating", "leastSquares", "wasserstein"])
    .default("nonSaturating")
    .describe(
      'What both sides minimise: "nonSaturating" logistic losses, "leastSquares" squares, "wasserstein" the difference of the outputs, with a penalty on their slope.',
    ),
  gradientPenalty: z
    .number()
    .min(0)
    .default(10)
    .describe('Of "wasserstein": how much a slope other than one counts.'),
  priorWeight: priorWeightKey(0.01),
};

export const adversarialModelSchema = z
  .strictObject({
    type: z
      .literal("adversarial")
      .describe(
        "Adversarial autoencoder (AAE): a discriminator drives the latents towards a normal distribution.",
      ),
    ...denseKeys,
    ...adversarialKeys,
  })
  .describe(learnsTheTable);
