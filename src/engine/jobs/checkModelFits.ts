import { UsageError } from "../../errors.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import type { LoadedInput } from "../loadInput.js";

/**
 * Whether a model can be used on an input.
 * @throws UsageError naming the columns that are missing on either side
 */
export function checkModelFits(model: TrainedModel | null, input: LoadedInput): void {
  const { layout } = input.table;
  const isField = model?.type === "field";
  if (model !== null && isField !== (layout.kind === "arrays")) {
    throw new UsageError(
      isField
        ? `The model was trained on arrays, and ${input.path} holds a table. Train on this file instead.`
        : `The model was trained on a table, and ${input.path} holds arrays. Train on this file instead.`,
    );
  }
  if (isField && layout.kind === "arrays" && model.dimensions !== layout.shape.length) {
    throw new UsageError(
      `The model was trained on arrays of ${model.dimensions} dimensions, and those of ${input.path} have ` +
        `${layout.shape.length}. Train on this file instead.`,
    );
  }
  const present = new Set(input.columns.map((column) => column.name));
  const missing = (model?.columns ?? []).filter((column) => !present.has(column.name));
  if (missing.length > 0) {
    throw new UsageError(
      `The model was trained on columns that ${input.path} does not have: ` +
        `${missing.map((column) => column.name).join(", ")}. Train on this file instead.`,
    );
  }
  const known = new Set(
    model?.type === "masked" || isField ? [] : model?.columns.map((column) => column.name),
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
