import { describe, expect, it } from "vitest";
import { denseNetworkOnnx } from "../../../src/graph/denseNetworkOnnx.js";
import type { DenseLayer } from "../../../src/models/trainedModel.js";
import { onnxNetwork } from "../../../src/runtime/onnxNetwork.js";
import { SharedRowsNetwork } from "../../../src/runtime/sharedRowsNetwork.js";
import { seededRandom } from "../../support/seededRandom.js";

const random = seededRandom(12);
const numbers = (count: number): Float32Array =>
  Float32Array.from({ length: count }, () => random() * 2 - 1);
const layer = (inputs: number, outputs: number): DenseLayer => ({
  inputs,
  outputs,
  weights: numbers(inputs * outputs),
  bias: numbers(outputs),
  activation: "leakyRelu",
});
const model = denseNetworkOnnx([layer(5, 60), layer(60, 3)]);

describe("SharedRowsNetwork", () => {
  it.each([1, 1024, 1025, 40_000])("gives the bits of one thread for %i rows", async (rows) => {
    const alone = await onnxNetwork(model, 1);
    const inputs = numbers(rows * 5);
    const expected = await alone.run(inputs, rows);
    const network = await SharedRowsNetwork.open(model, 3);
    for (let round = 0; round < 4; round++) {
      expect(await network.run(inputs, rows)).toEqual(expected);
    }
    await network.dispose();
    await alone.dispose();
  });

  it("runs several calls at once, and networks beside each other", async () => {
    const other = denseNetworkOnnx([layer(5, 2)]);
    const networks = await Promise.all([model, other].map((one) => SharedRowsNetwork.open(one, 2)));
    const alone = await Promise.all([model, other].map((one) => onnxNetwork(one, 1)));
    const inputs = [3000, 9000, 5000].map((rows) => numbers(rows * 5));
    for (const [at, network] of networks.entries()) {
      const together = await Promise.all(inputs.map((one) => network.run(one, one.length / 5)));
      for (const [i, result] of together.entries()) {
        expect(result).toEqual(await alone[at].run(inputs[i], inputs[i].length / 5));
      }
    }
    for (const one of [...networks, ...alone]) await one.dispose();
  });

  it("refuses values that fill no rows, and a model that is none", async () => {
    const network = await SharedRowsNetwork.open(model, 2);
    await expect(network.run(new Float32Array(7), 3)).rejects.toThrow(
      "7 values do not make 3 rows",
    );
    expect(await network.run(new Float32Array(0), 0)).toEqual(new Float32Array(0));
    await network.dispose();
    await expect(SharedRowsNetwork.open(model.slice(0, 30), 2)).rejects.toThrow();
  });

  it("ends with the error of a model that cannot run on these rows", async () => {
    const network = await SharedRowsNetwork.open(model, 2);
    await expect(network.run(numbers(4 * 5000), 5000)).rejects.toThrow();
    expect((await network.run(numbers(5 * 2000), 2000)).length).toBe(3 * 2000);
    await network.dispose();
  });
});
