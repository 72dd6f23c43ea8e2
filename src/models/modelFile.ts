import { z } from "zod";
import { FileFormatError } from "../errors.js";
import { readSafetensors, writeSafetensors, type StoredTensor } from "../data/safetensors.js";
import { describeField, fieldDescriptionSchema, restoreField } from "./fieldModelFile.js";
import { describeMasked, maskedDescriptionSchema, restoreMasked } from "./maskedModelFile.js";
import type { DenseLayer, DenseModel, TrainedModel } from "./trainedModel.js";
import { storedLayer } from "./storedLayer.js";

const format = "collimate model 1";
const activations = z.array(z.enum(["leakyRelu", "linear"])).min(1);
const denseDescriptionSchema = z.strictObject({
  type: z.literal("dense"),
  latent: z.int().min(1),
  categories: z.array(z.int().min(2)).optional(),
  columns: z.array(z.string()).min(1),
  encoder: activations,
  decoder: activations,
});
const descriptionSchema = z.discriminatedUnion("type", [
  denseDescriptionSchema,
  maskedDescriptionSchema,
  fieldDescriptionSchema,
]);
type Network = "encoder" | "decoder";

/** A trained model as the bytes of a safetensors file, its structure as JSON in the metadata. */
export function modelToBytes(model: TrainedModel): Uint8Array {
  const { description, tensors } = describe(model);
  return writeSafetensors({
    tensors,
    metadata: { format, description: JSON.stringify(description) },
  });
}

function describe(model: TrainedModel): {
  readonly description: z.output<typeof descriptionSchema>;
  readonly tensors: Map<string, StoredTensor>;
} {
  switch (model.type) {
    case "masked":
      return describeMasked(model);
    case "field":
      return describeField(model);
    case "dense":
      return describeDense(model);
  }
}

function describeDense(model: DenseModel): {
  readonly description: z.output<typeof denseDescriptionSchema>;
  readonly tensors: Map<string, StoredTensor>;
} {
  const tensors = new Map<string, StoredTensor>();
  model.columns.forEach(({ axis }, i) => {
    for (const part of ["knots", "scores"] as const) {
      const data = Float64Array.from(axis[part]);
      tensors.set(`columns.${String(i)}.${part}`, { shape: [data.length], data });
    }
  });
  for (const network of ["encoder", "decoder"] as const) {
    model[network].forEach(({ inputs, outputs, weights, bias }, i) => {
      const name = `${network}.${String(i)}`;
      tensors.set(`${name}.weights`, { shape: [inputs, outputs], data: weights });
      tensors.set(`${name}.bias`, { shape: [outputs], data: bias });
    });
  }
  const description = {
    type: model.type,
    latent: model.latent,
    ...(model.categories === undefined ? {} : { categories: [...model.categories] }),
    columns: model.columns.map(({ name }) => name),
    encoder: model.encoder.map(({ activation }) => activation),
    decoder: model.decoder.map(({ activation }) => activation),
  };
  return { description, tensors };
}

/** Reads what `modelToBytes` wrote. Throws FileFormatError where it is no whole, consistent model. */
export function modelFromBytes(bytes: Uint8Array): TrainedModel {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata.format !== format) {
    throw new FileFormatError("This is no model file of this version. Train the model again.");
  }
  const description = parsedDescription(metadata.description ?? "");
  if (description.type === "masked") return restoreMasked(description, tensors, damaged);
  if (description.type === "field") return restoreField(description, tensors, damaged);
  const { type, latent, categories, columns, encoder, decoder } = description;
  const network = (name: Network, kinds: readonly DenseLayer["activation"][]): DenseLayer[] =>
    kinds.map((activation, i) => storedLayer(tensors, `${name}.${String(i)}`, activation, damaged));
  const model: DenseModel = {
    type,
    latent,
    ...(categories === undefined ? {} : { categories }),
    columns: columns.map((name, i) => ({
      name,
      axis: {
        knots: increasing(tensors, `columns.${String(i)}.knots`),
        scores: increasing(tensors, `columns.${String(i)}.scores`),
      },
    })),
    encoder: network("encoder", encoder),
    decoder: network("decoder", decoder),
  };
  checkWidths(model);
  return model;
}

function parsedDescription(text: string): z.output<typeof descriptionSchema> {
  try {
    return descriptionSchema.parse(JSON.parse(text));
  } catch {
    return damaged("its description cannot be read");
  }
}

function increasing(tensors: ReadonlyMap<string, StoredTensor>, name: string): number[] {
  const data = tensors.get(name)?.data;
  if (!(data instanceof Float64Array) || data.length < 2) return damaged(`"${name}" is missing`);
  const values = [...data];
  if (!values.every((value, i) => Number.isFinite(value) && (i === 0 || value > values[i - 1]))) {
    return damaged(`"${name}" does not increase`);
  }
  return values;
}

function checkWidths({ columns, latent, categories, encoder, decoder }: DenseModel): void {
  if ((categories ?? []).reduce((sum, classes) => sum + classes, 0) > latent) {
    damaged("its discrete latents do not fit");
  }
  for (const { axis } of columns) {
    if (axis.knots.length !== axis.scores.length) damaged("a column's knots and scores differ");
  }
  let width = columns.length;
  for (const layer of [...encoder, ...decoder]) {
    if (layer.inputs !== width) damaged("its layers do not fit together");
    width = layer.outputs;
  }
  if (width !== columns.length || encoder[encoder.length - 1].outputs !== latent) {
    damaged("its layers do not fit its columns");
  }
}

function damaged(what: string): never {
  throw new FileFormatError(`The model file is damaged: ${what}. Train the model again.`);
}
