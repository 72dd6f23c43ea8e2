import * as z from "zod";

const fitSchema = z
  .strictObject({
    column: z
      .string()
      .min(1)
      .describe("Column, its short name, or derived quantity in which the peak stands.")
      .meta({ examples: ["mass"] }),
    window: z
      .tuple([z.number(), z.number()])
      .describe("From where to where the spectrum is fitted, in the units of the column.")
      .meta({ examples: [[100, 225]] }),
    signal: z
      .enum(["gaussian", "crystalBall", "breitWignerGauss"])
      .default("gaussian")
      .describe(
        'Form of the peak. "crystalBall": a Gaussian with a power-law tail on both sides. "breitWignerGauss": a resonance of natural width, folded with a Gaussian resolution.',
      ),
    background: z
      .enum(["constant", "linear", "quadratic", "cubic", "exponential"])
      .default("linear")
      .describe("What the peak stands on: a polynomial that is positive, or an exponential."),
  })
  .describe("A peak that is fitted to the original and to the decompressed values.")
  .meta({
    defaultSnippets: [
      {
        label: "fit",
        description: "Peak over a background",
        body: { column: "mass", window: [100, 225], signal: "gaussian", background: "linear" },
      },
    ],
  });

const formula =
  "+ − * / % ^ (power), comparisons, && || !, a ? b : c, and sqrt, abs, exp, log, sin, cos, tan, sinh, cosh, tanh, atan2, hypot, min, max and more.";

/** `evaluation` of a config. */
export const evaluationSchema = z
  .strictObject({
    selection: z
      .string()
      .min(1)
      .optional()
      .describe(
        `Condition on columns and derived quantities: events that fulfil it are shown. The original's are chosen by original values, the decompressed by decompressed ones. ${formula}`,
      )
      .meta({ examples: ["pt > 20 && abs(eta) < 2.4"] }),
    derived: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe(
        `Quantities computed from columns by a formula, shown like columns. Later ones may use earlier ones. ${formula}`,
      )
      .meta({ examples: [{ energy: "sqrt((pt*cosh(eta))^2 + mass^2)" }] }),
    fits: z
      .array(fitSchema)
      .max(20)
      .default([])
      .describe("Peaks that are fitted before and after."),
  })
  .describe("What is looked at beside the columns themselves. It changes no file.");
