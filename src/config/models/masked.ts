import * as z from "zod";

export const maskedModelSchema = z
  .strictObject({
    type: z
      .literal("masked")
      .describe(
        "Masked autoencoder: predicts the distribution of every column from the columns before it. Smallest files at a bound.",
      ),
    effort: z
      .enum(["fast", "balanced", "small"])
      .default("balanced")
      .describe(
        'How long to look for what makes the file smaller: "fast" takes a third of the time, "small" several times as long.',
      ),
    hidden: z
      .array(z.int().min(1).max(4096))
      .max(6)
      .optional()
      .describe(
        "Widths of the hidden layers of each column's network. By default a size that suits the table is found by trial.",
      )
      .meta({ examples: [[24, 16]] }),
    components: z
      .int()
      .min(1)
      .max(32)
      .default(6)
      .describe("Logistic distributions that each value's distribution is mixed from."),
    context: z
      .int()
      .min(0)
      .max(2)
      .optional()
      .describe(
        "Rows before that the networks see. By default what makes the file smaller is found out.",
      ),
  })
  .describe("An entropy model: its networks say how likely each value on the bound's grid is.");
