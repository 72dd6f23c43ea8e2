import * as z from "zod";

/** How many latents: of every model that has some. */
export const latentKey = z
  .int()
  .min(1)
  .max(65536)
  .optional()
  .describe(
    "Latent numbers per row, fewer than the columns that the network sees: 4 where nothing is said. Of arrays: per block, one for 16 values where nothing is said.",
  );

/** How arrays become rows: of every model with latents. */
export const blockKey = z
  .array(z.int().min(1).max(65536))
  .min(2)
  .max(4)
  .optional()
  .describe(
    "Of arrays: lengths along their axes of the blocks that the network sees one at a time, 1 along an axis for single steps. By default [16, 16], [8, 8, 8] or [1, 8, 8, 8].",
  )
  .meta({ examples: [[1, 16, 16]] });

const targetSchema = z
  .strictObject({
    formula: z
      .string()
      .min(1)
      .describe(
        "Formula of columns that the network sees, in their units, as in `evaluation.derived`, with slopes to learn from: + − * / ^ (power), sqrt, abs, exp, log, sin, cos, tan, sinh, cosh, tanh, atan2, hypot, min, max and more; no comparisons and no rounding.",
      )
      .meta({ examples: ["sqrt((pt*cosh(eta))^2 + mass^2)"] }),
    weight: z
      .number()
      .positive()
      .default(1)
      .describe(
        "How much its error, in normalised units as of a column, counts beside the mean over the columns.",
      ),
  })
  .describe("A quantity whose error, computed from the reconstructed row, counts in the loss.");

/** How errors are counted: of every model with latents. */
export const lossKeys = {
  loss: z
    .enum(["mse", "mae", "huber", "logCosh", "gaussian", "mixture"])
    .default("mse")
    .describe(
      'How errors of the reconstruction count: "mse" squares, "mae" absolute values, "huber" and "logCosh" squares below a tenth of a normalised unit and absolute values above, "gaussian" and "mixture" the likelihood of residuals whose width per column (of "mixture": a core and two tails) is learned.',
    ),
  columnWeights: z
    .record(z.string(), z.number().positive())
    .default({})
    .describe(
      "How much errors of a column count, by name or pattern, relative to 1 for the others; later patterns override earlier ones.",
    )
    .meta({ examples: [{ "*mass*": 4 }] }),
  targets: z
    .record(z.string(), targetSchema)
    .default({})
    .describe(
      "Quantities computed from the columns whose errors count as well. Later ones may use earlier ones. Each is a curve of its own.",
    )
    .meta({ examples: [{ energy: { formula: "sqrt((pt*cosh(eta))^2 + mass^2)", weight: 1 } }] }),
};

/** Penalties on the size of weights: of every model with latents. */
export const weightKeys = {
  weightL1: z
    .number()
    .min(0)
    .default(0)
    .describe("Multiple of the sum of the absolute values of all weights. Typical: 1e-6."),
  weightL2: z
    .number()
    .min(0)
    .default(0)
    .describe("Multiple of the sum of the squares of all weights. Typical: 1e-6."),
};

/** Keys of every model whose encoder and decoder are made of dense layers. */
export const denseKeys = {
  hidden: z
    .array(z.int().min(1).max(65536))
    .max(16)
    .default([200, 100, 50])
    .describe("Widths of the encoder's hidden layers; the decoder mirrors them."),
  latent: latentKey,
  block: blockKey,
  ...lossKeys,
  ...weightKeys,
  batchNormalization: z
    .boolean()
    .default(false)
    .describe("Normalises the sums of the hidden layers over each batch."),
  dropout: z
    .number()
    .min(0)
    .max(0.9)
    .default(0)
    .describe("Share of the hidden activations that each training step leaves out."),
  skip: z
    .boolean()
    .default(false)
    .describe("Whether every layer also sees the inputs of its network's first."),
  heads: z
    .int()
    .min(1)
    .max(32)
    .default(1)
    .describe(
      "Outputs of the decoder that are averaged, each with a last hidden layer of its own.",
    ),
};

/** Weight of the distance between latents and prior: of models that pull all latents of a batch towards one. */
export const priorWeightKey = (typical: number): z.ZodDefault<z.ZodNumber> =>
  z
    .number()
    .min(0)
    .default(typical)
    .describe(
      "How much the distance of the latents from a standard normal distribution counts beside the reconstruction.",
    );

export const learnsTheTable = "The network that learns the table.";
