import { z } from "zod";
import type { StoredTensor } from "../data/safetensors.js";
import { fieldOutputs, type FieldColumn, type FieldModel } from "./fieldModel.js";
import { storedLayer } from "./storedLayer.js";

/** What the metadata of a model file says of the networks of arrays. */
export const fieldDescriptionSchema = z.strictObject({
  type: z.literal("field"),
  dimensions: z.int().min(2).max(4),
  components: z.int().min(1).max(64),
  columns: z
    .array(
      z.strictObject({
        name: z.string(),
        scale: z.int().min(-20).max(20),
        coefficientBits: z.int().min(0).max(24),
        /** Number of layers. */
        layers: z.int().min(1).max(8),
        predictors: z.array(z.array(z.int())),
      }),
    )
    .min(1),
});
type Description = z.output<typeof fieldDescriptionSchema>;

/** The parts of a model file. */
export function describeField(model: FieldModel): {
  readonly description: Description;
  readonly tensors: Map<string, StoredTensor>;
} {
  const tensors = new Map<string, StoredTensor>();
  model.columns.forEach(({ atoms, layers }, i) => {
    const own = `columns.${String(i)}`;
    tensors.set(`${own}.atoms`, { shape: [atoms.length], data: Float64Array.from(atoms) });
    layers.forEach(({ inputs, outputs, weights, bias }, depth) => {
      const name = `${own}.${String(depth)}`;
      tensors.set(`${name}.weights`, { shape: [inputs, outputs], data: weights });
      tensors.set(`${name}.bias`, { shape: [outputs], data: bias });
    });
  });
  const { type, dimensions, components } = model;
  const columns = model.columns.map(({ name, scale, coefficientBits, layers, predictors }) => ({
    name,
    scale,
    coefficientBits,
    layers: layers.length,
    predictors: predictors.map((own) => [...own]),
  }));
  return { description: { type, dimensions, components, columns }, tensors };
}

/**
 * Puts the parts together again.
 * @param damaged called with what is wrong
 */
export function restoreField(
  { dimensions, components, columns }: Description,
  tensors: ReadonlyMap<string, StoredTensor>,
  damaged: (what: string) => never,
): FieldModel {
  const restored = columns.map((column, i): FieldColumn => {
    const own = `columns.${String(i)}`;
    const atoms = tensors.get(`${own}.atoms`)?.data;
    if (!(atoms instanceof Float64Array)) return damaged(`"${own}.atoms" is missing`);
    const layers = Array.from({ length: column.layers }, (_, depth) =>
      storedLayer(
        tensors,
        `${own}.${String(depth)}`,
        depth + 1 === column.layers ? "linear" : "leakyRelu",
        damaged,
      ),
    );
    const fits = layers.every(({ inputs }, d) => d === 0 || inputs === layers[d - 1].outputs);
    const outputs = layers[layers.length - 1].outputs;
    if (!fits || outputs !== fieldOutputs(atoms.length, components)) {
      damaged(`the network of "${column.name}" does not fit`);
    }
    return { ...column, atoms: [...atoms], layers };
  });
  return { type: "field", dimensions, components, columns: restored };
}
