import { z } from "zod";
import type { StoredTensor } from "../data/safetensors.js";
import { outputCount, type MaskedColumn, type MaskedModel } from "./maskedModel.js";
import type { DenseLayer } from "./trainedModel.js";
import { mostRowsBack, relationForms, type Relation, type RelationForm } from "./relation.js";
import { storedLayer } from "./storedLayer.js";

const forms = Object.keys(relationForms) as [RelationForm, ...RelationForm[]];
/** A relation as JSON. */
export const relationSchema = z.strictObject({
  offset: z.number(),
  terms: z
    .array(
      z.strictObject({
        form: z.enum(forms),
        columns: z.array(z.int().min(0)).min(1).max(3),
        factor: z.number(),
        back: z.int().min(1).max(mostRowsBack).optional(),
      }),
    )
    .min(1),
  unit: z.number().positive(),
});

/** What the metadata of a model file says of a masked autoencoder. */
export const maskedDescriptionSchema = z.strictObject({
  type: z.literal("masked"),
  context: z.int().min(0).max(8),
  components: z.int().min(1).max(64),
  columns: z
    .array(
      z.strictObject({
        name: z.string(),
        hasAxis: z.boolean(),
        center: z.number(),
        spread: z.number().positive(),
        relation: relationSchema.nullable(),
        /** Number of layers. */
        layers: z.int().min(0).max(8),
      }),
    )
    .min(1),
});
type Description = z.output<typeof maskedDescriptionSchema>;

/** The parts of a model file. */
export function describeMasked(model: MaskedModel): {
  readonly description: Description;
  readonly tensors: Map<string, StoredTensor>;
} {
  const tensors = new Map<string, StoredTensor>();
  const vector = (name: string, values: readonly number[]): void => {
    tensors.set(name, { shape: [values.length], data: Float64Array.from(values) });
  };
  model.columns.forEach(({ atoms, axis, layers }, i) => {
    const own = `columns.${String(i)}`;
    vector(`${own}.atoms`, atoms);
    vector(`${own}.knots`, axis?.knots ?? []);
    vector(`${own}.scores`, axis?.scores ?? []);
    layers.forEach(({ inputs, outputs, weights, bias }, depth) => {
      const name = `${own}.${String(depth)}`;
      tensors.set(`${name}.weights`, { shape: [inputs, outputs], data: weights });
      tensors.set(`${name}.bias`, { shape: [outputs], data: bias });
    });
  });
  const columns = model.columns.map(({ name, axis, center, spread, relation, layers }) => ({
    name,
    hasAxis: axis !== null,
    center,
    spread,
    relation: relation as Description["columns"][number]["relation"],
    layers: layers.length,
  }));
  const { type, context, components } = model;
  return { description: { type, context, components, columns }, tensors };
}

/**
 * Puts the parts together again.
 * @param damaged called with what is wrong
 */
export function restoreMasked(
  { context, components, columns }: Description,
  tensors: ReadonlyMap<string, StoredTensor>,
  damaged: (what: string) => never,
): MaskedModel {
  const numbers = (name: string): number[] => {
    const data = tensors.get(name)?.data;
    return data instanceof Float64Array ? [...data] : damaged(`"${name}" is missing`);
  };
  const layer = (name: string, isLast: boolean): DenseLayer =>
    storedLayer(tensors, name, isLast ? "linear" : "leakyRelu", damaged);
  const restored = columns.map(
    ({ name, hasAxis, center, spread, relation, layers }, i): MaskedColumn => {
      const own = `columns.${String(i)}`;
      const [knots, scores] = [numbers(`${own}.knots`), numbers(`${own}.scores`)];
      const rises = knots.every(
        (knot, k) => k === 0 || (knot > knots[k - 1] && scores[k] > scores[k - 1]),
      );
      if (hasAxis && !(knots.length > 1 && scores.length === knots.length && rises)) {
        damaged(`the axis of "${name}" does not rise`);
      }
      const column: MaskedColumn = {
        name,
        atoms: numbers(`${own}.atoms`),
        axis: hasAxis ? { knots, scores } : null,
        center,
        spread,
        relation: isPossible(relation, hasAxis, i, columns.length)
          ? relation
          : damaged(`the relation of "${name}" is impossible`),
        layers: Array.from({ length: layers }, (_, depth) =>
          layer(`${own}.${String(depth)}`, depth + 1 === layers),
        ),
      };
      const last = column.layers.at(-1);
      if (last !== undefined && last.outputs !== outputCount(column, components)) {
        damaged(`the network of "${name}" does not fit`);
      }
      return column;
    },
  );
  return { type: "masked", context, components, columns: restored };
}

/** Relations use columns before their own, or any of rows before, as many as their forms take. */
function isPossible(
  relation: Relation | null,
  hasAxis: boolean,
  column: number,
  all: number,
): boolean {
  if (relation === null) return true;
  return (
    hasAxis &&
    relation.terms.every(
      ({ form, columns, back }) =>
        columns.length === relationForms[form] &&
        (form === "before") === (back !== undefined) &&
        columns.every((source) => source < (back === undefined ? column : all)),
    )
  );
}
