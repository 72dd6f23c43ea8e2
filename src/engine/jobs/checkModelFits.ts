import { UsageError } from "../../errors.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import type { LoadedInput } from "../loadInput.js";

/**
 * Whether a model can be used on an input.
 * @throws UsageError naming the columns that are missing on either side
 */
export function checkModelFits(model: TrainedModel | null, input: LoadedInput): void {
  const { layout } = input.table;
  const dimensions = dimensionsOf(model);
  const seesArrays = dimensions !== null;
  if (model !== null && seesArrays !== (layout.kind === "arrays")) {
    throw new UsageError(
      seesArrays
        ? `The model was trained on arrays, and ${input.path} holds a table. Train on this file instead.`
        : `The model was trained on a table, and ${input.path} holds arrays. Train on this file instead.`,
    );
  }
  if (seesArrays && layout.kind === "arrays" && dimensions !== layout.shape.length) {
    throw new UsageError(
      `The model was trained on arrays of ${dimensions} dimensions, and those of ${input.path} have ` +
        `${layout.shape.length}. Train on this file instead.`,
    );
  }
  if (model?.type === "dense" && layout.kind === "arrays") {
    checkBlock(model.block ?? [], layout.shape, input.path);
  }
  const present = new Set(input.columns.map((column) => column.name));
  const missing = (model?.columns ?? []).filter((column) => !present.has(column.name));
  if (missing.length > 0) {
    throw new UsageError(
      `The model was trained on columns that ${input.path} does not have: ` +
        `${missing.map((column) => column.name).join(", ")}. Train on this file instead.`,
    );
  }
  const known = new Set(model?.type === "dense" ? model.columns.map((column) => column.name) : []);
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

/** Dimensions of the arrays that a model was trained on; null: a table. */
function dimensionsOf(model: TrainedModel | null): number | null {
  if (model?.type === "field") return model.dimensions;
  return model?.type === "dense" ? (model.block?.length ?? null) : null;
}

function checkBlock(block: readonly number[], shape: readonly number[], path: string): void {
  if (block.every((length, axis) => length <= shape[axis]!)) return;
  throw new UsageError(
    `The model sees blocks of ${block.join(" x ")}, and the arrays of ${path} are smaller: ${shape.join(" x ")}. Train on this file instead.`,
  );
}
