import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { createModel } from "../../src/models/registry.js";
import { initialWeights } from "../../src/training/initialWeights.js";
import { adam } from "../../src/training/optimizers/adam.js";
import { sgd } from "../../src/training/optimizers/sgd.js";
import { trainEagerly } from "../support/eagerTraining.js";
import { judges } from "../support/judges.js";
import { trainTraced } from "../support/runLoop.js";
import { seededRandom } from "../support/seededRandom.js";

const width = 8;
const random = seededRandom(21);
const model = createModel({ type: "dense", hidden: [200, 100, 50], latent: 4 }, width);
const weights = initialWeights(model, 5);

function rowsOf(count: number): Float32Array {
  const rows = Float32Array.from({ length: count * width }, () => random() * 4 - 2);
  for (let i = 4; i < rows.length; i += 8) rows[i] = rows[i - 4] * rows[i - 3];
  return rows;
}

function batchesOf(rows: Float32Array, batchSize: number): Float32Array[] {
  return Array.from({ length: rows.length / width / batchSize }, (_, i) =>
    rows.slice(i * batchSize * width, (i + 1) * batchSize * width),
  );
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

for (const judge of judges) {
  describe.skipIf(!judge.isHere)(`the traced training loop against ${judge.name}`, () => {
    it("ends 50 SGD steps within 1e-6 in every weight", async () => {
      const rows = rowsOf(50 * 64);
      const eager = trainEagerly(judge, model, sgd, weights, batchesOf(rows, 64), 0.05);
      const traced = await trainTraced(model, sgd, weights, rows, 64, 50, 0.05);
      expect(largestDifference(traced.losses, eager.losses)).toBeLessThan(1e-6);
      expect(largestDifference(traced.weights, eager.weights)).toBeLessThan(1e-6);
      expect(largestDifference(traced.weights, weights)).toBeGreaterThan(1e-2);
    }, 180_000);

    it("follows eager Adam in its losses, and in its weights but for gradients of pure rounding", async () => {
      const rows = rowsOf(20 * 64);
      const eager = trainEagerly(judge, model, adam, weights, batchesOf(rows, 64), 1e-3);
      const traced = await trainTraced(model, adam, weights, rows, 64, 20, 1e-3);
      expect(largestDifference(traced.losses, eager.losses)).toBeLessThan(1e-5);
      const differences = traced.weights.map((w, i) => Math.abs(w - eager.weights[i])).sort();
      expect(differences[Math.floor(differences.length * 0.99)]).toBeLessThan(1e-6);
    }, 180_000);

    it("leaves no tensors behind, traced or eager", async () => {
      const small = createModel({ type: "dense", hidden: [6], latent: 2 }, width);
      const rows = rowsOf(2 * 16);
      const once = async (): Promise<number> => {
        trainEagerly(judge, small, adam, initialWeights(small, 1), batchesOf(rows, 16), 1e-3);
        await trainTraced(small, adam, initialWeights(small, 1), rows, 16, 2, 1e-3);
        return memory().numTensors;
      };
      const before = await once();
      await once();
      expect(await once()).toBe(before);
    });
  });
}
