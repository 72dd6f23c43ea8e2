import * as z from "zod";
import { denseKeys, learnsTheTable } from "./latentKeys.js";

export const sparseModelSchema = z
  .strictObject({
    type: z
      .literal("sparse")
      .describe("Sparse autoencoder: most activations of the encoder are pulled towards zero."),
    ...denseKeys,
    sparsity: z
      .enum(["l1", "kl"])
      .default("l1")
      .describe(
        'What is pulled down: "l1" the mean absolute activation, "kl" the distance of every unit\'s mean activity from a target.',
      ),
    sparsityWeight: z
      .number()
      .min(0)
      .default(1e-4)
      .describe("How much that counts beside the reconstruction. Typical: 1e-4."),
    sparsityTarget: z
      .number()
      .gt(0)
      .lt(1)
      .default(0.05)
      .describe('Of "kl": mean activity of a unit, after a logistic function.'),
  })
  .describe(learnsTheTable);
