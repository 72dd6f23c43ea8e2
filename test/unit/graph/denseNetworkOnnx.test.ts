import { describe, expect, it } from "vitest";
import { denseNetworkOnnx } from "../../../src/graph/denseNetworkOnnx.js";
import { fromScore, type AxisMap } from "../../../src/models/axisMap.js";
import type { DenseLayer } from "../../../src/models/trainedModel.js";
import { onnxNetwork } from "../../../src/runtime/onnxNetwork.js";
import { floatNetwork } from "../../../src/runtime/floatNetwork.js";
import { denseForward, randomLayers } from "../../support/denseForward.js";
import { seededRandom } from "../../support/seededRandom.js";

describe("denseNetworkOnnx", () => {
  it("equals the same network in float64 within float32 rounding, for any number of rows", async () => {
    const random = seededRandom(3);
    const layers = randomLayers(random, [5, 17, 3, 6]);
    const network = await floatNetwork(layers, 1);
    for (const rows of [0, 1, 7, 2048, 5001]) {
      const x = Float32Array.from({ length: rows * 5 }, () => random() * 4 - 2);
      const y = await network.run(x, rows);
      const judge = denseForward(layers, x, rows);
      expect(y.length).toBe(rows * 6);
      expect(largestDifference(y, judge)).toBeLessThan(2e-6);
    }
    await network.dispose();
  });

  it("refuses values that do not make whole rows", async () => {
    const network = await floatNetwork(randomLayers(seededRandom(4), [3, 2]), 1);
    await expect(network.run(new Float32Array(7), 2)).rejects.toThrow(/rows of equal width/);
    await network.dispose();
  });

  it("takes the outputs back to the columns' axes as fromScore does", async () => {
    const random = seededRandom(5);
    const axes: AxisMap[] = [
      { knots: [-3, 5], scores: [-1, 1] },
      { knots: [-1e30, -1, 0, 2, 1e25], scores: [-4, -1, 0.1, 1.3, 9] },
      { knots: [0, 1e-30, 3e-30], scores: [-0.1, 0.7, 1] },
    ];
    const identity: DenseLayer = {
      inputs: 3,
      outputs: 3,
      weights: Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
      bias: new Float32Array(3),
      activation: "linear",
    };
    const network = await onnxNetwork(denseNetworkOnnx([identity], axes), 1);
    const rows = 3000;
    const x = Float32Array.from({ length: rows * 3 }, () => random() * 24 - 12);
    for (const [row, score] of [-4, -1, 0.1, 1.3, 9, 0, 0.7, 1, -0.1].entries()) {
      x.fill(score, row * 3, row * 3 + 3);
      x.fill(Math.fround(score) * (1 + 2 ** -23), (row + 20) * 3, (row + 20) * 3 + 3);
      x.fill(Math.fround(score) * (1 - 2 ** -23), (row + 40) * 3, (row + 40) * 3 + 3);
    }
    const y = await network.run(x, rows);
    for (let i = 0; i < y.length; i++) {
      expect(y[i]).toBe(Math.fround(fromScore(axes[i % 3], x[i])));
    }
    await network.dispose();
  });

  it("refuses a number of axes that is not the number of outputs", () => {
    const layers = randomLayers(seededRandom(6), [2, 3]);
    expect(() => denseNetworkOnnx(layers, [{ knots: [0, 1], scores: [0, 1] }])).toThrow(
      /axis maps/,
    );
  });
});

function largestDifference(a: Float32Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}
