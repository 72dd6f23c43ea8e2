import { UsageError } from "../../errors.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import type { LoadedInput } from "../loadInput.js";

/**
 * Whether a model can be used on an input.
 * @throws UsageError naming the columns that are missing on either side
 */
export function checkModelFits(model: TrainedModel | null, input: LoadedInput): void {
  const present = new Set(input.columns.map((column) => column.name));
  const missing = (model?.columns ?? []).filter((column) => !present.has(column.name));
  if (missing.length > 0) {
    throw new UsageError(
      `The model was trained on columns that ${input.path} does not have: ` +
        `${missing.map((column) => column.name).join(", ")}. Train on this file instead.`,
    );
  }
  const known = new Set(
    model?.type === "masked" ? [] : model?.columns.map((column) => column.name),
  );
  const unbounded = input.columns.filter(
    (column) => column.bound === "none" && !known.has(column.name),
  );
  if (unbounded.length > 0) {
    throw new UsageError(
      `Without a bound, only columns that the model was trained on can be stored: ` +
        `${unbounded.map((column) => column.name).join(", ")} not among them. Set a bound for them.`,
    );
  }
}
