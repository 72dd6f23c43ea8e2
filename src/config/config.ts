import * as z from "zod";
import { evaluationSchema } from "./evaluationSchema.js";
import { adversarialModelSchema } from "./models/adversarial.js";
import {
  adversarialConvolutionalModelSchema,
  convolutionalModelSchema,
  convolutionalVariationalModelSchema,
} from "./models/convolutional.js";
import { denseModelSchema } from "./models/dense.js";
import { jointVariationalModelSchema } from "./models/jointVariational.js";
import { maskedModelSchema } from "./models/masked.js";
import { slicedWassersteinModelSchema } from "./models/slicedWasserstein.js";
import { sparseModelSchema } from "./models/sparse.js";
import { variationalModelSchema } from "./models/variational.js";
import { wassersteinModelSchema } from "./models/wasserstein.js";

/** The model that is trained when the config names none: under a bound, and without one. */
const defaultModelType = "masked";
const unboundedModelType = "dense";

const positive = z.number().positive();

const absoluteShare = positive
  .describe("Largest error, in the units of the column. Typical: the detector's resolution.")
  .meta({ examples: [0.01] });

const relativeShare = positive
  .lt(1)
  .describe(
    "Largest error as a share of each value, whose sign comes back exactly. For values of many magnitudes. Typical: 0.001.",
  )
  .meta({ examples: [1e-3, 1e-2] });

export const boundSchema = z
  .union([
    z.strictObject({
      range: positive
        .describe(
          "Largest error as a share of the column's range (max − min of its finite values, sentinels left out). Typical: 0.001.",
        )
        .meta({ examples: [1e-3, 1e-4] }),
    }),
    z.strictObject({
      absolute: absoluteShare,
    }),
    z.strictObject({
      relative: relativeShare,
    }),
    z
      .strictObject({
        absolute: absoluteShare,
        relative: relativeShare,
      })
      .describe("The larger of the two holds for each value, as a detector resolves it."),
    z
      .literal("exact")
      .describe("Every bit comes back. What holds for integers and booleans when nothing is said."),
    z
      .literal("none")
      .describe("No bound: the error is whatever the model leaves. For float columns."),
  ])
  .describe(
    "How far a decompressed value may lie from the original. Checked on every value before a file is called done. " +
      "0, −0, NaN (with its bits), infinities and sentinels come back as they were.",
  )
  .meta({
    defaultSnippets: [
      { label: "range", description: "Share of the column's range", body: { range: 0.001 } },
      { label: "absolute", description: "In units of the column", body: { absolute: 0.01 } },
      { label: "relative", description: "Share of each value", body: { relative: 0.001 } },
      {
        label: "absolute and relative",
        description: "The larger of the two",
        body: { absolute: 0.01, relative: 0.001 },
      },
    ],
  });

export const columnSchema = z
  .strictObject({
    as: z
      .string()
      .min(1)
      .optional()
      .describe("Short name for plots, tables and formulas.")
      .meta({ examples: ["pt"] }),
    unit: z
      .string()
      .optional()
      .describe('Unit shown on axes, for example "GeV".')
      .meta({ examples: ["GeV"] }),
    kind: z
      .enum(["angle", "weight"])
      .optional()
      .describe(
        '"angle": an angle in radians, so that residuals are wrapped to [−π, π]. "weight": the weight of each event in histograms, means, rms, correlations and fits.',
      ),
    bound: boundSchema.optional(),
    sentinels: z
      .array(z.number())
      .optional()
      .describe(
        "Special values such as −999: kept exactly, and left out of the range. Where none are named, frequent values far outside the others are taken for sentinels; [] says that there are none.",
      )
      .meta({ examples: [[-999]] }),
    exclude: z.boolean().optional().describe("Leave this column out of the compressed file."),
  })
  .describe("Options of the columns that this name or pattern matches.");

export const configSchema = z
  .strictObject({
    $schema: z.string().optional().describe("Address of a JSON schema; for editors only."),
    input: z
      .string()
      .min(1)
      .describe("Data file, relative to this config: .npz, .npy, .csv or .tsv.")
      .meta({ examples: ["jets.npz"] }),
    bound: boundSchema.default({ range: 1e-3 }),
    columns: z
      .record(z.string(), columnSchema)
      .default({})
      .describe(
        "Options per column. Keys are names, or patterns with `*` (any characters) and `?` (one); " +
          "later patterns override earlier ones, and exact names override patterns.",
      ),
    layout: z
      .enum(["table", "array"])
      .optional()
      .describe(
        'What 2-D arrays are: "table", rows of columns, or "array", values with neighbours in both directions. By default found out from the values.',
      ),
    model: z
      .discriminatedUnion("type", [
        denseModelSchema,
        maskedModelSchema,
        sparseModelSchema,
        variationalModelSchema,
        wassersteinModelSchema,
        slicedWassersteinModelSchema,
        adversarialModelSchema,
        jointVariationalModelSchema,
        convolutionalModelSchema,
        convolutionalVariationalModelSchema,
        adversarialConvolutionalModelSchema,
      ])
      .default(() => maskedModelSchema.parse({ type: defaultModelType })),
    training: z
      .strictObject({
        epochs: z
          .int()
          .min(1)
          .max(1_000_000)
          .default(20)
          .describe("How often the training rows are seen."),
        batchSize: z
          .int()
          .min(1)
          .max(1_048_576)
          .default(512)
          .describe("Rows per training step. Larger is faster per row and learns less per epoch."),
        optimizer: z
          .enum(["adam", "sgd"])
          .default("adam")
          .describe('"adam" adapts its step per weight; "sgd" is plain gradient descent.'),
        learningRate: positive
          .default(0.001)
          .describe("Step size of the optimizer. Typical: 0.001 for adam, 0.01 for sgd."),
        schedule: z
          .enum(["constant", "oneCycle"])
          .default("constant")
          .describe(
            '"oneCycle": the learning rate rises to its value over a tenth of the steps and falls to nothing. Default of masked models.',
          ),
        validationFraction: z
          .number()
          .min(0)
          .max(0.9)
          .default(0.1)
          .describe(
            "Share of the rows that is kept from training; the best epoch of a latent model is chosen on it. " +
              "Masked models keep 0.05 where the table has 20,000 rows or more, at most 4,096 rows, and none otherwise.",
          ),
        seed: z
          .int()
          .min(0)
          .max(4294967295)
          .default(1)
          .describe("Start of the random numbers: the same seed gives the same result."),
        repeats: z
          .int()
          .min(1)
          .max(100)
          .default(1)
          .describe(
            "How often to train, with this seed and those after it, two at a time: all results are given as mean ± standard error. " +
              "The model with the lowest validation loss (of masked models: the smallest file) is used.",
          ),
      })
      .prefault({})
      .describe("How the model is trained."),
    evaluation: evaluationSchema.prefault({}),
    device: z
      .enum(["auto", "cpu", "tensorflow"])
      .default("auto")
      .describe(
        'Where the model is trained. "tensorflow": operation by operation on native TensorFlow, far slower; `npm run setup:tensorflow` sets it up.',
      ),
  })
  .describe("A Collimate config: what to compress, how closely, and with which model.");

/** The model of a config that names none. Entropy models need a bound. */
export function defaultModel(bound: Bound): ModelConfig {
  return bound === "none"
    ? denseModelSchema.parse({ type: unboundedModelType })
    : maskedModelSchema.parse({ type: defaultModelType });
}

/** Defaults of `training` that a model has in place of the general ones. */
export function trainingDefaults(model: ModelConfig): Readonly<Partial<TrainingConfig>> {
  if (model.type !== "masked") return {};
  return {
    epochs: { fast: 12, balanced: 40, small: 100 }[model.effort],
    batchSize: 512,
    learningRate: 0.008,
    schedule: "oneCycle",
    validationFraction: 0.05,
  };
}

/** A whole config with all defaults filled in. */
export type Config = z.output<typeof configSchema>;
export type Bound = z.output<typeof boundSchema>;
export type ColumnOptions = z.output<typeof columnSchema>;
export type ModelConfig = Config["model"];
/** The models with latents. */
export type LatentModelConfig = Exclude<ModelConfig, { readonly type: "masked" }>;
export type TrainingConfig = Config["training"];
export type DeviceName = Config["device"];
export type EvaluationConfig = Config["evaluation"];
