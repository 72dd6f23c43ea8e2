import * as z from "zod";
import { denseKeys, learnsTheTable, priorWeightKey } from "./latentKeys.js";

export const slicedWassersteinModelSchema = z
  .strictObject({
    type: z
      .literal("slicedWasserstein")
      .describe(
        "Sliced Wasserstein autoencoder (SWAE): projections of the latents on random lines are pulled towards a normal distribution.",
      ),
    ...denseKeys,
    projections: z
      .int()
      .min(1)
      .max(4096)
      .default(50)
      .describe("Random lines that each step projects the latents on."),
    slices: z
      .enum(["mean", "max"])
      .default("mean")
      .describe('What counts: the "mean" distance over the lines, or the largest ("max").'),
    priorWeight: priorWeightKey(0.01),
  })
  .describe(learnsTheTable);
