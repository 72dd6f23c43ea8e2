import * as z from "zod";
import { adversarialKeys } from "./adversarial.js";
import { blockKey, latentKey, learnsTheTable, lossKeys, weightKeys } from "./latentKeys.js";
import { variationalKeys } from "./variational.js";

/** Keys of every model whose encoder and decoder are made of convolutions. */
const convolutionalKeys = {
  channels: z
    .array(z.int().min(1).max(4096))
    .min(1)
    .max(8)
    .optional()
    .describe(
      "Channels of the encoder's convolutions; the decoder mirrors them. By default [64, 128, 256] for tables, [8, 32] for arrays.",
    )
    .meta({ examples: [[64, 128, 256]] }),
  kernelSize: z
    .int()
    .min(2)
    .max(64)
    .default(3)
    .describe(
      "Neighbouring columns that a convolution sees at once; of arrays, places along each axis.",
    ),
  stride: z
    .int()
    .min(1)
    .max(64)
    .default(2)
    .describe(
      "Columns, or places along each axis of arrays, for which each convolution leaves one position.",
    ),
  latent: latentKey,
  block: blockKey,
  ...lossKeys,
  ...weightKeys,
  batchNormalization: z
    .boolean()
    .optional()
    .describe(
      "Normalises every channel of the convolutions over each batch: by default of tables, not of arrays.",
    ),
};

export const convolutionalModelSchema = z
  .strictObject({
    type: z
      .literal("convolutional")
      .describe(
        "Convolutional autoencoder: convolutions along the columns of a table, whose order therefore matters, or over blocks of arrays of 2 to 4 dimensions.",
      ),
    ...convolutionalKeys,
  })
  .describe(learnsTheTable);

export const convolutionalVariationalModelSchema = z
  .strictObject({
    type: z
      .literal("convolutionalVariational")
      .describe("Convolutional variational autoencoder (CNN-VAE)."),
    ...convolutionalKeys,
    ...variationalKeys,
  })
  .describe(learnsTheTable);

export const adversarialConvolutionalModelSchema = z
  .strictObject({
    type: z
      .literal("adversarialConvolutional")
      .describe("Convolutional autoencoder with a discriminator on its latents."),
    ...convolutionalKeys,
    ...adversarialKeys,
  })
  .describe(learnsTheTable);
