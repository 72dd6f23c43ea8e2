import { z } from "zod";

/** The model that is trained when the config names none. */
export const defaultModelType = "dense";

const positive = z.number().positive();

export const boundSchema = z
  .union([
    z.strictObject({
      range: positive.describe("Largest error as a share of the column's range (max − min)."),
    }),
    z.strictObject({
      absolute: positive.describe("Largest error, in the units of the column."),
    }),
    z.literal("exact").describe("Every bit comes back (integers and booleans)."),
    z.literal("none").describe("No bound: the error is whatever the model leaves."),
  ])
  .describe("How far a decompressed value may lie from the original.");

export const columnSchema = z.strictObject({
  as: z.string().min(1).optional().describe("Short name for plots and tables."),
  unit: z.string().optional().describe('Unit shown on axes, for example "GeV".'),
  kind: z.enum(["angle"]).optional().describe("An angle in radians: residuals are wrapped."),
  bound: boundSchema.optional(),
  sentinels: z
    .array(z.number())
    .optional()
    .describe("Special values such as -999: kept exactly, left out of the range."),
  exclude: z.boolean().optional().describe("Leave this column out of the compressed file."),
});

const denseModelSchema = z.strictObject({
  type: z.literal("dense"),
  hidden: z
    .array(z.int().min(1).max(65536))
    .max(16)
    .default([200, 100, 50])
    .describe("Widths of the encoder's hidden layers; the decoder mirrors them."),
  latent: z.int().min(1).max(65536).default(4).describe("Latent numbers per row."),
});

export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  input: z.string().min(1).describe("Data file, relative to this config: .npz, .npy, .csv, .tsv."),
  bound: boundSchema.default({ range: 1e-3 }),
  columns: z
    .record(z.string(), columnSchema)
    .default({})
    .describe("Options per column; keys are names or patterns with * and ?."),
  model: z
    .discriminatedUnion("type", [denseModelSchema])
    .default(() => denseModelSchema.parse({ type: defaultModelType })),
  training: z
    .strictObject({
      epochs: z.int().min(1).max(1_000_000).default(20),
      batchSize: z.int().min(1).max(1_048_576).default(512),
      optimizer: z.enum(["adam", "sgd"]).default("adam"),
      learningRate: positive.default(0.001),
      validationFraction: z.number().min(0).max(0.9).default(0.1),
      seed: z.int().min(0).max(4294967295).default(1),
    })
    .prefault({}),
  device: z.enum(["auto", "cpu"]).default("auto").describe("Where the model is trained."),
});

/** A whole config with all defaults filled in. */
export type Config = z.output<typeof configSchema>;
export type Bound = z.output<typeof boundSchema>;
export type ColumnOptions = z.output<typeof columnSchema>;
export type ModelConfig = Config["model"];
export type TrainingConfig = Config["training"];
