import * as z from "zod";
import { denseKeys, learnsTheTable } from "./latentKeys.js";

export const denseModelSchema = z
  .strictObject({
    type: z
      .literal("dense")
      .describe("Fully connected autoencoder: encoder, a few latents, mirrored decoder."),
    ...denseKeys,
  })
  .describe(learnsTheTable);
