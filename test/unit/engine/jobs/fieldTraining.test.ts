import { describe, expect, it } from "vitest";
import { checkBounds } from "../../../../src/codec/checkBounds.js";
import { openCompressed } from "../../../../src/codec/openCompressed.js";
import { parseConfig } from "../../../../src/config/parseConfig.js";
import type { Bound, Config } from "../../../../src/config/config.js";
import type { Table } from "../../../../src/data/table.js";
import { checkModelFits } from "../../../../src/engine/jobs/checkModelFits.js";
import { fieldTraining } from "../../../../src/engine/jobs/fieldTraining.js";
import type { LoadedInput } from "../../../../src/engine/loadInput.js";
import type { FieldModel } from "../../../../src/models/fieldModel.js";
import { modelFromBytes, modelToBytes } from "../../../../src/models/modelFile.js";
import { networkRunners } from "../../../../src/runtime/networkRunners.js";
import { checkpointFromBytes, checkpointToBytes } from "../../../../src/training/checkpointFile.js";
import { arrays, placesOf, waves } from "../../codec/field/fields.js";
import { seededRandom } from "../../codec/random.js";
import { columnOf, compress } from "../../codec/tables.js";
import { loadedInput } from "./loadedInput.js";

const networks = networkRunners(1);
const range: Bound = { range: 1e-3 };

function configOf(epochs: number): Config {
  const text = JSON.stringify({ input: "x.npz", model: { type: "masked" }, training: { epochs } });
  return parseConfig(text).config!;
}

const inputOf = (table: Table): LoadedInput =>
  loadedInput(table, range, () => ({ sentinels: [-999] }));

async function train(table: Table, epochs: number, pauseAt = Infinity): Promise<FieldModel> {
  const input = inputOf(table);
  let prepared = (await fieldTraining(input, configOf(epochs), 2, null))!;
  while (!prepared.trainer.finished && prepared.trainer.stepsDone < pauseAt) {
    await prepared.trainer.advance(16);
  }
  if (!prepared.trainer.finished) {
    const saved = checkpointFromBytes(checkpointToBytes(prepared.trainer.checkpoint()));
    await prepared.trainer.dispose();
    prepared = (await fieldTraining(input, configOf(epochs), 1, saved))!;
    while (!prepared.trainer.finished) await prepared.trainer.advance(100);
  }
  const model = prepared.model();
  await prepared.trainer.dispose();
  return model;
}

const boundsOf = (table: Table): Bound[] =>
  table.columns.map(({ type }) => (type.startsWith("float") ? range : "exact"));

async function sizeAndTable(
  table: Table,
  model: FieldModel | null,
  chunkRows?: number,
): Promise<{ bytes: number; type: string | undefined; back: Table }> {
  const file = await compress(table, boundsOf(table), {
    model,
    networks,
    sentinels: table.columns.map(() => [-999]),
    ...(chunkRows === undefined ? {} : { chunkRows }),
  });
  const opened = await openCompressed(file);
  await opened.verifyChecksums();
  const back = await opened.decompress(networks);
  expect(checkBounds(table, back, opened.header).violations).toBe(0);
  expect(back.layout).toEqual(table.layout);
  return { bytes: file.size, type: opened.header.model?.type, back };
}

/** Waves, a masked array with special values of all kinds, and counts. */
function mixed(shape: readonly number[], seed: number): Table {
  const random = seededRandom(seed);
  const smooth = waves("smooth", "float32", shape, seed);
  const special = columnOf("special", "float64", placesOf(shape), (at) => {
    if (at % shape[shape.length - 1] < 3) return NaN;
    if (at % 1009 === 7) return at % 2 === 0 ? Infinity : -0;
    return random() < 0.02 ? -999 : Number(smooth.values[at]);
  });
  return arrays(
    shape,
    smooth,
    special,
    waves("counts", "uint8", shape, seed + 1, { size: 0 }),
    waves("levels", "int32", shape, seed + 2, { size: 300 }),
  );
}

describe("training on arrays", () => {
  it.each([[[60, 70]], [[10, 18, 20]], [[3, 5, 12, 14]]])(
    "makes a model of arrays of the shape %s that takes far fewer bytes than the plain coder",
    async (shape) => {
      const table = mixed(shape, 1);
      const model = modelFromBytes(modelToBytes(await train(table, 4))) as FieldModel;
      const plain = await sizeAndTable(table, null);
      const own = await sizeAndTable(table, model);
      expect(own.type).toBe("field");
      expect(own.bytes).toBeLessThan(0.8 * plain.bytes);
      const bytes = (values: ArrayBufferView): Uint8Array =>
        new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      for (const c of [2, 3]) {
        expect(bytes(own.back.columns[c].values)).toEqual(bytes(table.columns[c].values));
      }
    },
    60_000,
  );

  it("codes chunks on their own, and another file of the same kind", async () => {
    const shape = [9, 20, 22];
    const model = await train(mixed(shape, 1), 4);
    const other = mixed([9, 20, 22], 5);
    const plain = await sizeAndTable(other, null);
    const own = await sizeAndTable(other, model, 2 * 20 * 22);
    expect(own.type).toBe("field");
    expect(own.bytes).toBeLessThan(plain.bytes);
    const file = await compress(other, boundsOf(other), {
      model,
      networks,
      chunkRows: 2 * 20 * 22,
    });
    const opened = await openCompressed(file);
    const part = await opened.decompress(networks, { rows: [3, 6], columns: ["smooth"] });
    const whole = await opened.decompress(networks, { columns: ["smooth"] });
    expect(part.layout).toMatchObject({ shape: [3, 20, 22] });
    expect(part.columns[0].values).toEqual(whole.columns[0].values.slice(3 * 440, 6 * 440));
    await expect(opened.decompress(networks, { rows: [0, 10] })).rejects.toThrow(/first axis/);
  }, 60_000);

  it("is the same after a pause", async () => {
    const table = arrays([6, 12, 14], waves("a", "float32", [6, 12, 14], 3));
    const whole = modelToBytes(await train(table, 2));
    expect(modelToBytes(await train(table, 2, 40))).toEqual(whole);
  }, 60_000);

  it("finds nothing to learn where all values are one, and never makes small files much larger", async () => {
    const constant = arrays(
      [5, 6, 7],
      columnOf("a", "float32", 210, () => 3),
    );
    expect(await fieldTraining(inputOf(constant), configOf(2), 1, null)).toBeNull();
    const random = seededRandom(2);
    const noise = arrays([4, 9], columnOf("a", "float32", 36, random));
    const model = await train(noise, 2);
    const plain = await sizeAndTable(noise, null);
    expect((await sizeAndTable(noise, model)).bytes).toBeLessThan(plain.bytes + 1024);
  }, 60_000);

  it("is refused for other dimensions and tables", async () => {
    const table = arrays([6, 12, 14], waves("a", "float32", [6, 12, 14], 3));
    const model = await train(table, 1);
    const flat = arrays([72, 14], waves("a", "float32", [72, 14], 3));
    expect(() => checkModelFits(model, inputOf(flat))).toThrow(/3 dimensions/);
    const columns: Table = { ...flat, layout: { format: "npz", kind: "columns" } };
    expect(() => checkModelFits(model, inputOf(columns))).toThrow(/trained on arrays/);
  }, 60_000);
});
