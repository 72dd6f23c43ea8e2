import { z } from "zod";
import { FileFormatError } from "../errors.js";
import { readSafetensors, writeSafetensors, type StoredTensor } from "../data/safetensors.js";
import { describeField, fieldDescriptionSchema, restoreField } from "./fieldModelFile.js";
import { describeMasked, maskedDescriptionSchema, restoreMasked } from "./maskedModelFile.js";
import { convolutionSizes } from "./convolutionShape.js";
import type { DenseModel, NetworkLayer, TrainedModel } from "./trainedModel.js";
import { storedLayer } from "./storedLayer.js";

const format = "collimate model 1";
const activation = z.enum(["leakyRelu", "linear"]);
const lengths = z.array(z.int().min(1).max(65536)).min(1).max(3);
const layerSchema = z.union([
  activation,
  z.strictObject({
    activation,
    convolution: z.strictObject({
      from: lengths,
      channels: z.tuple([z.int().min(1), z.int().min(1)]),
      kernel: lengths,
      strides: lengths,
      transposed: z.boolean(),
    }),
  }),
]);
type LayerDescription = z.output<typeof layerSchema>;
const layersSchema = z.array(layerSchema).min(1);
const denseDescriptionSchema = z.strictObject({
  type: z.literal("dense"),
  latent: z.int().min(1),
  categories: z.array(z.int().min(2)).optional(),
  block: z.array(z.int().min(1).max(65536)).min(2).max(4).optional(),
  columns: z.array(z.string()).min(1),
  encoder: layersSchema,
  decoder: layersSchema,
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
    model[network].forEach((layer, i) => {
      const name = `${network}.${String(i)}`;
      const { inputs, outputs, weights, bias, convolution } = layer;
      const shape =
        convolution === undefined
          ? [inputs, outputs]
          : [...convolution.kernel, ...convolution.channels];
      tensors.set(`${name}.weights`, { shape, data: weights });
      tensors.set(`${name}.bias`, { shape: [bias.length], data: bias });
    });
  }
  const description = {
    type: model.type,
    latent: model.latent,
    ...(model.categories === undefined ? {} : { categories: [...model.categories] }),
    ...(model.block === undefined ? {} : { block: [...model.block] }),
    columns: model.columns.map(({ name }) => name),
    encoder: model.encoder.map(describeLayer),
    decoder: model.decoder.map(describeLayer),
  };
  return { description, tensors };
}

function describeLayer({ activation, convolution }: NetworkLayer): LayerDescription {
  if (convolution === undefined) return activation;
  const { from, channels, kernel, strides, transposed } = convolution;
  return {
    activation,
    convolution: {
      from: [...from],
      channels: [...channels],
      kernel: [...kernel],
      strides: [...strides],
      transposed,
    },
  };
}

function restoreLayer(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
  layer: LayerDescription,
): NetworkLayer {
  if (typeof layer === "string") return storedLayer(tensors, name, layer, damaged);
  const { activation, convolution } = layer;
  const weights = tensors.get(`${name}.weights`)?.data;
  const bias = tensors.get(`${name}.bias`)?.data;
  const { from, kernel, strides } = convolution;
  const sizes = convolutionSizes(convolution);
  if (
    !(weights instanceof Float32Array && bias instanceof Float32Array) ||
    kernel.length !== from.length ||
    strides.length !== from.length ||
    weights.length !== sizes.weights ||
    bias.length !== sizes.biases
  ) {
    return damaged(`convolution ${name} is missing or has a wrong shape`);
  }
  const { inputs, outputs } = sizes;
  return { inputs, outputs, convolution, weights, bias, activation };
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
  const { type, latent, categories, block, columns, encoder, decoder } = description;
  const network = (name: Network, layers: readonly LayerDescription[]): NetworkLayer[] =>
    layers.map((layer, i) => restoreLayer(tensors, `${name}.${String(i)}`, layer));
  const model: DenseModel = {
    type,
    latent,
    ...(categories === undefined ? {} : { categories }),
    ...(block === undefined ? {} : { block }),
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

function checkWidths({
  columns,
  latent,
  categories,
  block = [],
  encoder,
  decoder,
}: DenseModel): void {
  if ((categories ?? []).reduce((sum, classes) => sum + classes, 0) > latent) {
    damaged("its discrete latents do not fit");
  }
  for (const { axis } of columns) {
    if (axis.knots.length !== axis.scores.length) damaged("a column's knots and scores differ");
  }
  const rowWidth = block.reduce((product, length) => product * length, columns.length);
  let width = rowWidth;
  for (const layer of [...encoder, ...decoder]) {
    if (layer.inputs !== width) damaged("its layers do not fit together");
    width = layer.outputs;
  }
  if (width !== rowWidth || encoder[encoder.length - 1].outputs !== latent) {
    damaged("its layers do not fit its columns");
  }
}

function damaged(what: string): never {
  throw new FileFormatError(`The model file is damaged: ${what}. Train the model again.`);
}
