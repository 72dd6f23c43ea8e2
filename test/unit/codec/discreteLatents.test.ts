import { expect, it } from "vitest";
import { encodeLatents, NormalizedRows } from "../../../src/codec/encodeLatents.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import type { DenseModel } from "../../../src/models/trainedModel.js";
import { modelFromBytes, modelToBytes } from "../../../src/models/modelFile.js";
import { columnOf, tableOf } from "./tables.js";

/** Latents are the columns as they are: one number, then scores of two and of three classes. */
const width = 6;
const names = Array.from({ length: width }, (_, i) => `c${String(i)}`);
const identity = Float32Array.from({ length: width * width }, (_, i) =>
  i % (width + 1) === 0 ? 1 : 0,
);
const layer = {
  inputs: width,
  outputs: width,
  weights: identity,
  bias: new Float32Array(width),
  activation: "linear",
} as const;
const model: DenseModel = {
  type: "dense",
  latent: width,
  categories: [2, 3],
  columns: names.map((name) => ({ name, axis: { knots: [-9, 9], scores: [-9, 9] } })),
  encoder: [layer],
  decoder: [layer],
};
const rows = [
  [0.7, 1, 2, -3, -1, -2],
  [-0.2, 5, 2, 4, 1, 4],
  [3, -1, -1, 0, 0, 0.5],
];
const classes = [
  [0, 1, 0, 1, 0],
  [1, 0, 1, 0, 0],
  [1, 0, 0, 0, 1],
];

it("codes the likeliest class of each discrete latent as 1, the first of equal ones", async () => {
  const table = tableOf(
    ...names.map((name, i) => columnOf(name, "float32", rows.length, (row) => rows[row][i])),
  );
  const none = names.map(() => []);
  const places = names.map((_, i) => i);
  for (const one of [model, modelFromBytes(modelToBytes(model)) as DenseModel]) {
    const normalized = new NormalizedRows(table, one, places, none);
    const latents = await encodeLatents(normalized, one, javascriptNetworks);
    rows.forEach(([first], row) => {
      const own = [...latents.slice(row * width, (row + 1) * width)];
      expect(own[0]).toBeCloseTo(first, 5);
      expect(own.slice(1)).toEqual(classes[row]);
    });
  }
});

it("is refused where a model file has more classes than latents", () => {
  const bytes = modelToBytes({ ...model, categories: [4, 3] });
  expect(() => modelFromBytes(bytes)).toThrow(/discrete latents do not fit/);
});
