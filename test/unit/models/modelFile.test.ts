import { expect, it } from "vitest";
import { FileFormatError } from "../../../src/errors.js";
import { modelFromBytes, modelToBytes } from "../../../src/models/modelFile.js";
import type { TrainedModel } from "../../../src/models/trainedModel.js";
import { readSafetensors, writeSafetensors } from "../../../src/data/safetensors.js";
import { createModel } from "../../../src/models/registry.js";
import { initialWeights } from "../../../src/training/initialWeights.js";
import { randomLayers } from "../../support/denseForward.js";
import { seededRandom } from "../../support/seededRandom.js";

const model: TrainedModel = {
  type: "dense",
  latent: 2,
  columns: [
    { name: "pt / GeV", axis: { knots: [0, 1 / 3, 1e30], scores: [-1, 0, 4] } },
    { name: "η", axis: { knots: [-5, 5], scores: [-1, 1] } },
  ],
  encoder: randomLayers(seededRandom(1), [2, 7, 2]),
  decoder: randomLayers(seededRandom(2), [2, 7, 2]),
};
const bytes = modelToBytes(model);

it("gives back every bit of a convolutional model", () => {
  const options = {
    type: "convolutional",
    channels: [4, 3],
    kernelSize: 3,
    stride: 2,
    batchNormalization: false,
    latent: 2,
  } as const;
  const own = createModel(options, 2);
  const convolutional = { ...model, ...own.layers(initialWeights(own, 1)) };
  const stored = modelToBytes(convolutional);
  expect(modelFromBytes(stored)).toEqual(convolutional);
  const { tensors, metadata } = readSafetensors(stored);
  for (const [text, other] of [
    ['"from":[2]', '"from":[3]'],
    ['"kernel":[2]', '"kernel":[3]'],
    ['"channels":[1,4]', '"channels":[1,5]'],
    ['"strides":[2]', '"strides":[2,2]'],
  ] as const) {
    expect(metadata.description).toContain(text);
    const description = metadata.description.replace(text, other);
    const wrong = writeSafetensors({ tensors, metadata: { ...metadata, description } });
    expect(() => modelFromBytes(wrong), other).toThrow(FileFormatError);
  }
});

it("gives back every bit of a model", () => {
  expect(modelFromBytes(bytes)).toEqual(model);
  expect(modelToBytes(modelFromBytes(bytes))).toEqual(bytes);
});

it("refuses models with parts that are missing or do not fit", () => {
  const { tensors, metadata } = readSafetensors(bytes);
  const without = (name: string) => new Map([...tensors].filter(([key]) => key !== name));
  for (const name of tensors.keys()) {
    const wrong = writeSafetensors({ tensors: without(name), metadata });
    expect(() => modelFromBytes(wrong), name).toThrow(FileFormatError);
  }
  for (const changed of [
    { ...metadata, format: "other" },
    { ...metadata, description: "{" },
    { ...metadata, description: metadata.description.replace('"latent":2', '"latent":3') },
  ]) {
    const wrong = writeSafetensors({ tensors, metadata: changed });
    expect(() => modelFromBytes(wrong)).toThrow(FileFormatError);
  }
  const falling = new Map(tensors).set("columns.1.knots", {
    shape: [2],
    data: Float64Array.of(5, -5),
  });
  expect(() => modelFromBytes(writeSafetensors({ tensors: falling, metadata }))).toThrow(
    FileFormatError,
  );
});
