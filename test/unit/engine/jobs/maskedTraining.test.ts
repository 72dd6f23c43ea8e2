import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkBounds } from "../../../../src/codec/checkBounds.js";
import { javascriptNetworks } from "../../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../../src/codec/openCompressed.js";
import { parseConfig } from "../../../../src/config/parseConfig.js";
import type { Bound, Config } from "../../../../src/config/config.js";
import type { Table } from "../../../../src/data/table.js";
import { maskedTraining } from "../../../../src/engine/jobs/maskedTraining.js";
import type { LoadedInput } from "../../../../src/engine/loadInput.js";
import { modelFromBytes, modelToBytes } from "../../../../src/models/modelFile.js";
import type { MaskedModel } from "../../../../src/models/maskedModel.js";
import { networkRunners } from "../../../../src/runtime/networkRunners.js";
import { checkpointFromBytes, checkpointToBytes } from "../../../../src/training/checkpointFile.js";
import { seededNormal, seededRandom } from "../../codec/random.js";
import { columnOf, compress, tableOf } from "../../codec/tables.js";
import { loadedInput } from "./loadedInput.js";

const range: Bound = { range: 1e-3 };

function configOf(model: object, training: object): Config {
  const text = { input: "x.npz", model: { type: "masked", ...model }, training };
  return parseConfig(JSON.stringify(text)).config!;
}

const inputOf = (table: Table): LoadedInput => loadedInput(table, range);

/** What was found out once is not tried again. */
const noTrials = {
  report: () => {
    throw new Error("A trial was made.");
  },
  signal: new AbortController().signal,
};
const quiet = { report: () => undefined, signal: new AbortController().signal };

function relatedTable(rows: number, seed: number): Table {
  const normal = seededNormal(seed);
  const random = seededRandom(seed);
  const a = Float64Array.from({ length: rows }, normal);
  const b = Float64Array.from({ length: rows }, () => Math.exp(normal() / 2));
  return tableOf(
    columnOf("id", "int64", rows, (row) => 100_000_000n + BigInt(3 * row)),
    columnOf("a", "float32", rows, (row) => a[row]),
    columnOf("b", "float32", rows, (row) => (row % 9 === 0 ? NaN : b[row])),
    columnOf("product", "float32", rows, (row) => a[row] + 0.3 * b[row] + 0.01 * normal()),
    columnOf("sign", "int8", rows, (row) => Math.sign(a[row])),
    columnOf("noise", "float32", rows, () => (random() < 0.2 ? -999 : random())),
  );
}

async function train(table: Table, config: Config, pauseAt = Infinity): Promise<MaskedModel> {
  const input = inputOf(table);
  const folder = mkdtempSync(join(tmpdir(), "shape-"));
  const shapeFile = join(folder, "shape.json");
  let training = (await maskedTraining(input, config, 2, null, quiet, shapeFile))!;
  try {
    while (!training.trainer.finished) {
      await training.trainer.advance(7);
      if (training.trainer.stepsDone < pauseAt) continue;
      pauseAt = Infinity;
      const saved = checkpointFromBytes(checkpointToBytes(training.trainer.checkpoint()));
      await training.trainer.dispose();
      training = (await maskedTraining(input, config, 2, saved, noTrials, shapeFile))!;
    }
    return training.model();
  } finally {
    rmSync(folder, { recursive: true });
    await training.trainer.dispose();
  }
}

describe("a trained masked autoencoder", () => {
  it("makes a file smaller than the plain coder's, with the same bytes and values from every runtime", async () => {
    const table = relatedTable(6000, 1);
    const bounds = inputOf(table).columns.map(({ bound }) => bound);
    const trained = await train(table, configOf({}, { epochs: 12 }));
    const model = modelFromBytes(modelToBytes(trained));
    expect(model).toEqual(trained);
    const plain = await compress(table, bounds);
    const file = await compress(table, bounds, { model });
    expect(file.size).toBeLessThan(0.85 * plain.size);
    const again = await compress(table, bounds, { model, networks: networkRunners(2) });
    expect(Buffer.compare(file.bytes, again.bytes)).toBe(0);
    const compressed = await openCompressed(file);
    for (const networks of [javascriptNetworks, networkRunners(1)]) {
      const back = await compressed.decompress(networks);
      expect(checkBounds(table, back, compressed.header).violations).toBe(0);
    }
    const part = await compressed.decompress(javascriptNetworks, {
      rows: [100, 250],
      columns: ["product", "b"],
    });
    const whole = await compressed.decompress(javascriptNetworks);
    expect(part.columns[0].values).toEqual(whole.columns[3].values.slice(100, 250));
  }, 60_000);

  it("codes columns that follow from others by what is left of the relation", async () => {
    const normal = seededNormal(8);
    const random = seededRandom(9);
    const rows = 3000;
    const pt = Float64Array.from({ length: rows }, () => 20 * Math.exp(normal()));
    const eta = Float64Array.from({ length: rows }, normal);
    const mass = Float64Array.from({ length: rows }, () => (random() < 0.3 ? 0 : 80 * random()));
    const table = tableOf(
      columnOf("rest", "float32", rows, (row) =>
        Math.hypot(pt[row] * Math.cosh(eta[row]), mass[row]),
      ),
      columnOf("pt", "float32", rows, (row) => pt[row]),
      columnOf("eta", "float64", rows, (row) => eta[row]),
      columnOf("mass", "float32", rows, (row) => mass[row]),
    );
    const trained = await train(table, configOf({}, { epochs: 4 }));
    const last = trained.columns.at(-1);
    expect([last?.name, last?.relation?.terms.map(({ form }) => form)]).toEqual([
      "rest",
      ["energy"],
    ]);
    const model = modelFromBytes(modelToBytes(trained));
    expect(model).toEqual(trained);
    const bounds = inputOf(table).columns.map(({ bound }) => bound);
    const file = await compress(table, bounds, { model });
    const compressed = await openCompressed(file);
    expect(compressed.header.columns[0].bitsPerValue).toBeLessThan(4);
    expect(compressed.header.columns[1].bitsPerValue).toBeGreaterThan(6);
    for (const networks of [javascriptNetworks, networkRunners(2)]) {
      const back = await compressed.decompress(networks);
      expect(checkBounds(table, back, compressed.header).violations).toBe(0);
    }
  }, 60_000);

  it("codes further files of the same columns, whatever is in them", async () => {
    const model = await train(relatedTable(2000, 2), configOf({ context: 1 }, { epochs: 2 }));
    const other = relatedTable(3000, 3);
    const values = other.columns[1].values as Float32Array;
    values[5] = Infinity;
    values[6] = -0;
    values.fill(-7777, 100, 400);
    (other.columns[4].values as Int8Array)[77] = 100;
    const bounds = inputOf(other).columns.map(({ bound }) => bound);
    const plain = await compress(other, bounds);
    const file = await compress(other, bounds, { model, chunkRows: 1024 });
    const compressed = await openCompressed(file);
    const back = await compressed.decompress(javascriptNetworks);
    expect(checkBounds(other, back, compressed.header).violations).toBe(0);
    expect(file.size).toBeLessThan(plain.size + 1000);
  }, 60_000);

  it("is the same whether training was interrupted or not", async () => {
    const table = relatedTable(1500, 4);
    const config = configOf({ context: 0 }, { epochs: 3 });
    expect(await train(table, config, 30)).toEqual(await train(table, config));
  }, 60_000);

  it("is watched on rows that it does not see, where the table has enough", async () => {
    const config = configOf({ context: 0, hidden: [8] }, { epochs: 4 });
    const few = (await maskedTraining(
      inputOf(relatedTable(3000, 5)),
      config,
      2,
      null,
      quiet,
      null,
    ))!;
    expect(await few.trainer.validate()).toBeNull();
    await few.trainer.dispose();
    const { trainer } = (await maskedTraining(
      inputOf(relatedTable(20_000, 5)),
      config,
      2,
      null,
      quiet,
      null,
    ))!;
    try {
      expect(trainer.stepsPerEpoch * trainer.batchSize).toBeLessThanOrEqual(19_000);
      const before = (await trainer.validate())!.loss;
      let losses: Float32Array = new Float32Array();
      while (!trainer.finished) ({ losses } = await trainer.advance(20));
      const after = (await trainer.validate())!.loss;
      const train = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      expect(after).toBeLessThan(before - 3);
      expect(Math.abs(after / train - 1)).toBeLessThan(0.03);
      // The code length of a row, by column, raw bits included.
      const columns = trainer.columnBits.reduce((sum, bits) => sum + bits, 0);
      expect(Math.abs(after / columns - 1)).toBeLessThan(0.03);
    } finally {
      await trainer.dispose();
    }
  });

  it("is none for tables without anything to learn", async () => {
    const table = tableOf(
      columnOf("constant", "float32", 50, () => 3),
      columnOf("id", "int32", 50, (row) => row),
    );
    expect(await maskedTraining(inputOf(table), configOf({}, {}), 1, null, quiet, null)).toBeNull();
  });
});
