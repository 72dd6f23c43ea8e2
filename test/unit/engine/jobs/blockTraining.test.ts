import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plainCoderName } from "../../../../src/codec/baselines.js";
import { openCompressed } from "../../../../src/codec/openCompressed.js";
import type { Bound, LatentModelConfig } from "../../../../src/config/config.js";
import { parseConfig } from "../../../../src/config/parseConfig.js";
import { readTable } from "../../../../src/data/readTable.js";
import type { Table } from "../../../../src/data/table.js";
import { checkModelFits } from "../../../../src/engine/jobs/checkModelFits.js";
import { latentTraining } from "../../../../src/engine/jobs/latentTraining.js";
import { readModel } from "../../../../src/engine/jobs/trainRun.js";
import type { LoadedInput } from "../../../../src/engine/loadInput.js";
import { withFile } from "../../../../src/engine/nodeFiles.js";
import { modelToBytes } from "../../../../src/models/modelFile.js";
import type { DenseModel } from "../../../../src/models/trainedModel.js";
import { networkRunners } from "../../../../src/runtime/networkRunners.js";
import { checkpointFromBytes, checkpointToBytes } from "../../../../src/training/checkpointFile.js";
import { arrays, placesOf, waves } from "../../codec/field/fields.js";
import { columnOf } from "../../codec/tables.js";
import { compressConfigInFolder } from "./compressInFolder.js";
import { loadedInput } from "./loadedInput.js";

const inputOf = (table: Table, bound: Bound = { range: 1e-2 }): LoadedInput =>
  loadedInput(table, bound, (type) => ({ modelled: type.startsWith("float") }));

const shape = [13, 18, 21];
const table = arrays(
  shape,
  waves("u", "float32", shape, 1),
  columnOf("run", "int32", placesOf(shape), (at) => Math.floor(at / 900)),
  waves("v", "float64", shape, 2),
);

async function train(model: object, pauseAt = Infinity): Promise<DenseModel> {
  const text = JSON.stringify({
    input: "x.npz",
    model: { channels: [4, 6], ...model },
    training: { epochs: 1, batchSize: 16, learningRate: 0.01 },
  });
  const config = parseConfig(text).config!;
  const one = config.model as LatentModelConfig;
  const input = inputOf(table);
  let training = (await latentTraining(input, one, config, 2, null))!;
  while (!training.trainer.finished && training.trainer.stepsDone < pauseAt) {
    const { epochEnded } = await training.trainer.advance(7);
    if (epochEnded) await training.trainer.validate();
  }
  if (!training.trainer.finished) {
    const saved = checkpointFromBytes(checkpointToBytes(training.trainer.checkpoint()));
    await training.trainer.dispose();
    training = (await latentTraining(input, one, config, 1, saved))!;
    while (!training.trainer.finished) {
      const { epochEnded } = await training.trainer.advance(100);
      if (epochEnded) await training.trainer.validate();
    }
  }
  const trained = training.model();
  await training.trainer.dispose();
  return trained;
}

describe("training on blocks of arrays", () => {
  it.each([
    {
      type: "convolutional",
      block: [4, 6, 7],
      targets: { energy: { formula: "u^2 + v^2", weight: 0.3 } },
    },
    { type: "convolutionalVariational", block: [1, 6, 7], batchNormalization: true },
    { type: "adversarialConvolutional", block: [4, 1, 7], discriminator: [5] },
  ])(
    "$type: is the same after a pause",
    async (model) => {
      const whole = await train(model);
      expect(whole).toMatchObject({ type: "dense", block: model.block });
      expect(whole.columns.map(({ name }) => name)).toEqual(["u", "v"]);
      expect(whole.encoder[0]!.inputs).toBe(2 * placesOf(model.block));
      expect(modelToBytes(await train(model, 10))).toEqual(modelToBytes(whole));
    },
    60_000,
  );

  it("makes models for arrays of as many dimensions that are no smaller than a block", async () => {
    const model = await train({ type: "convolutional" });
    expect(model.block).toEqual([8, 8, 8]);
    checkModelFits(model, inputOf(table));
    const columns: Table = { ...table, layout: { format: "npz", kind: "columns" } };
    expect(() => {
      checkModelFits(model, inputOf(columns));
    }).toThrow(/trained on arrays/);
    const flat = arrays(
      [18, 21],
      waves("u", "float32", [18, 21], 1),
      waves("v", "float64", [18, 21], 2),
    );
    expect(() => {
      checkModelFits(model, inputOf(flat));
    }).toThrow(/3 dimensions/);
    const small = [7, 18, 21];
    const short = arrays(small, waves("u", "float32", small, 1), waves("v", "float64", small, 2));
    expect(() => {
      checkModelFits(model, inputOf(short));
    }).toThrow(/blocks of 8 x 8 x 8/);
  }, 60_000);
});

describe("compressing arrays with a latent model", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "blocks-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    { name: "frames", shape: [130, 90], model: { type: "convolutional", block: [8, 8] } },
    { name: "volumes", shape: [13, 34, 35], model: { type: "convolutional" } },
    { name: "variational", shape: [13, 34, 35], model: { type: "convolutionalVariational" } },
    {
      name: "adversarial",
      shape: [20, 31, 33],
      model: { type: "adversarialConvolutional", block: [1, 8, 8], discriminator: [8] },
    },
    { name: "series", shape: [5, 12, 14, 17], model: { type: "convolutional" } },
    {
      name: "dense",
      shape: [13, 34, 35],
      model: { type: "dense", hidden: [16], block: [4, 4, 4] },
    },
  ])(
    "$name: keeps every bound, with a bound and without",
    async ({ name, shape: own, model }) => {
      const two = arrays(own, waves("u", "float32", own, 1), waves("v", "float64", own, 2));
      for (const bound of [{ range: 1e-2 }, "none"]) {
        const config = { bound, model, layout: "array", training: { epochs: 1 } };
        const label = `${name}-${typeof bound}`;
        const outcome = await compressConfigInFolder(folder, label, two, config);
        expect(outcome.verification.violations).toBe(0);
        expect(outcome.verification.valuesChecked).toBe(2 * placesOf(own));
        const kept = await readModel(join(folder, "runs", label, "001"));
        expect(kept).toMatchObject({ type: "dense", columns: [{ name: "u" }, { name: "v" }] });
        const plain = outcome.baselines.find((baseline) => baseline.name === plainCoderName);
        if (plain !== undefined) {
          expect(outcome.outputBytes).toBeLessThanOrEqual(plain.bytes + 500);
          continue;
        }
        expect(outcome.bytes.model).toBeGreaterThan(0);
        const back = await withFile(outcome.output, async (file) => {
          const compressed = await openCompressed(file);
          return compressed.decompress(networkRunners(1));
        });
        const original = await withFile(join(folder, `${label}.npz`), (file) =>
          readTable(file, undefined, "array"),
        );
        expect(back.layout).toEqual(original.layout);
      }
    },
    60_000,
  );

  it("says no to arrays that are too small for blocks", async () => {
    const tiny = arrays([9, 10], waves("u", "float32", [9, 10], 1));
    const config = { model: { type: "convolutional" }, layout: "array" };
    await expect(compressConfigInFolder(folder, "tiny", tiny, config)).rejects.toThrow(
      /only 1 block/,
    );
  });
});
