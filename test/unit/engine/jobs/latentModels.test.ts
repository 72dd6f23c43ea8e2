import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readModel } from "../../../../src/engine/jobs/trainRun.js";
import type { MetricRecord } from "../../../../src/protocol/runRecord.js";
import { compressConfigInFolder } from "./compressInFolder.js";
import { fromTwoNumbers } from "./oddTables.js";

const models: Readonly<Record<string, { model: object; parts: readonly string[] | null }>> = {
  skip: { model: { type: "dense", skip: true, heads: 3, loss: "mae" }, parts: null },
  mixture: { model: { type: "dense", loss: "mixture", columnWeights: { "*": 2 } }, parts: null },
  sparse: {
    model: { type: "sparse", sparsity: "kl", batchNormalization: true, dropout: 0.1 },
    parts: ["reconstruction", "sparsity"],
  },
  variational: {
    model: { type: "variational", weightL1: 1e-6 },
    parts: ["reconstruction", "kl", "weightL1"],
  },
  targets: {
    model: {
      type: "dense",
      targets: { sum: { formula: "c0 + c1" }, size: { formula: "hypot(sum, 1)", weight: 0.1 } },
    },
    parts: ["reconstruction", "target.sum", "target.size"],
  },
  wasserstein: { model: { type: "wasserstein" }, parts: ["reconstruction", "discrepancy"] },
  slicedWasserstein: {
    model: { type: "slicedWasserstein" },
    parts: ["reconstruction", "slicedWasserstein"],
  },
  adversarial: {
    model: { type: "adversarial", discriminator: [8] },
    parts: ["reconstruction", "deception", "discriminator"],
  },
  jointVariational: {
    model: { type: "jointVariational", categories: [3] },
    parts: ["reconstruction", "continuous", "discrete"],
  },
  convolutional: { model: { type: "convolutional", channels: [6, 4] }, parts: null },
  convolutionalVariational: {
    model: { type: "convolutionalVariational", channels: [6, 4] },
    parts: ["reconstruction", "kl"],
  },
  adversarialConvolutional: {
    model: { type: "adversarialConvolutional", channels: [6, 4], discriminator: [8] },
    parts: ["reconstruction", "deception", "discriminator"],
  },
};

describe("compressing with a latent model", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "latent-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(models))(
    "%s: keeps every bound, and records each term of its loss",
    async (name, { model, parts }) => {
      const table = fromTwoNumbers(3000);
      const config = {
        model: { ...("channels" in model ? {} : { hidden: [16, 8] }), latent: 2, ...model },
        training: { epochs: 3, batchSize: 256, learningRate: 0.01 },
      };
      const outcome = await compressConfigInFolder(folder, name, table, config);
      expect(outcome.verification.violations).toBe(0);
      expect(outcome.verification.valuesChecked).toBe(table.rows * table.columns.length);
      const run = join(folder, "runs", name, "001");
      const records = readFileSync(join(run, "metrics.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as MetricRecord);
      const trained = records.filter((record) => record.kind === "train");
      expect(trained.length).toBeGreaterThan(0);
      for (const record of trained) {
        expect(record.parts === undefined ? null : Object.keys(record.parts)).toEqual(parts);
      }
      expect(readdirSync(run)).toContain("model.safetensors");
      const kept = await readModel(run);
      expect(kept?.type).toBe("dense");
      if (name === "jointVariational") {
        expect(kept).toMatchObject({ latent: 5, categories: [3] });
      }
    },
  );

  it("stores classes of discrete latents as 0 and 1, without a bound too", async () => {
    const outcome = await compressConfigInFolder(folder, "unbounded", fromTwoNumbers(2000), {
      bound: "none",
      model: { type: "jointVariational", hidden: [8], latent: 2, categories: [3, 2] },
      training: { epochs: 2, batchSize: 256 },
    });
    expect(outcome.verification.violations).toBe(0);
  });
});
