import { describe, expect, it } from "vitest";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { roundedDecoder } from "../../../src/codec/roundedWeights.js";
import type { DenseModel, NetworkLayer } from "../../../src/models/trainedModel.js";
import { randomLayer } from "./models.js";
import { seededNormal } from "./random.js";

const rows = 500;
const latents = Float32Array.from({ length: 2 * rows }, seededNormal(3));
const decoder = [randomLayer(2, 9, "leakyRelu", 1), randomLayer(9, 3, "linear", 2)];
const axis = { knots: [-1, 1], scores: [-1, 1] };
const model: DenseModel = {
  type: "dense",
  latent: 2,
  columns: ["a", "b", "c"].map((name) => ({ name, axis })),
  encoder: [],
  decoder,
};

async function outputsOf(layers: readonly NetworkLayer[]): Promise<Float32Array> {
  return (await javascriptNetworks.float(layers)).run(latents, rows);
}

describe("rounding the weights of a decoder", () => {
  it.each([
    [0.3, 8],
    [0.01, 13],
  ])("takes no more bits than errors of %d need", async (error, mostBits) => {
    const normal = seededNormal(7);
    const inputs = (await outputsOf(decoder)).map((value) => value + error * normal());
    const layers = await roundedDecoder(model, inputs, latents, javascriptNetworks);
    const before = await outputsOf(decoder);
    const after = await outputsOf(layers);
    for (let column = 0; column < 3; column++) {
      const meanSquare = (outputs: Float32Array): number =>
        outputs.reduce(
          (sum, value, i) => sum + (i % 3 === column ? (value - inputs[i]!) ** 2 : 0),
          0,
        );
      expect(meanSquare(after)).toBeLessThanOrEqual(1.0101 * meanSquare(before));
    }
    const unit = 2 ** mostBits;
    for (const { weights } of layers) {
      expect(weights.every((weight) => Number.isInteger(weight * unit))).toBe(true);
    }
    expect(layers.map(({ bias }) => bias)).toEqual(decoder.map(({ bias }) => bias));
  });

  it("leaves a decoder without errors as it is", async () => {
    const inputs = await outputsOf(decoder);
    expect(await roundedDecoder(model, inputs, latents, javascriptNetworks)).toBe(decoder);
  });
});
