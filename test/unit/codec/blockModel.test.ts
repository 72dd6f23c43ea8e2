import { describe, expect, it } from "vitest";
import { checkBounds } from "../../../src/codec/checkBounds.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { FileFormatError } from "../../../src/errors.js";
import { modelFromBytes, modelToBytes } from "../../../src/models/modelFile.js";
import { networkRunners } from "../../../src/runtime/networkRunners.js";
import { plantedBlocks } from "./blockModels.js";
import { placesOf } from "./field/fields.js";
import { seededRandom } from "./random.js";
import { rewriteHeader } from "./rewriteMembers.js";
import { sealAgain } from "./sealAgain.js";
import { bytesOf, BytesFile, columnOf, compress } from "./tables.js";

const networks = networkRunners(1);
const cases = [
  { shape: [64, 60], block: [16, 12], types: ["float32"] },
  { shape: [67, 59], block: [16, 12], types: ["float64", "float32"] },
  { shape: [19, 21, 22], block: [4, 5, 6], types: ["float32"] },
  { shape: [33, 20, 20], block: [1, 8, 8], types: ["float32", "float32", "float32"] },
  { shape: [9, 9, 10, 11], block: [1, 4, 4, 4], types: ["float32"] },
  { shape: [20, 9, 10, 11], block: [3, 1, 4, 4], types: ["float32"] },
] as const;

describe.each(cases)("a model of blocks of $block of arrays of $shape", (one) => {
  const { shape, block } = one;
  const { table, model } = plantedBlocks(shape, block, 0.02, 5, one.types);
  const steps = 2 * block[0]!;
  const chunkRows = steps * placesOf(shape.slice(1));

  it.each(["convolution", "matrix"] as const)(
    "keeps every value within its bound, and is worth its bytes (decoder: %s)",
    async (decoder) => {
      const bound = { absolute: 0.01 };
      const file = await compress(table, bound, { model: model(decoder), networks, chunkRows });
      const plain = await compress(table, bound, { chunkRows });
      const compressed = await openCompressed(file);
      await compressed.verifyChecksums();
      expect(compressed.header.model).toMatchObject({ type: "dense", latent: 1, block });
      expect(compressed.header.columns.map(({ planes }) => planes)).toEqual(
        table.columns.map(() => ["residual"]),
      );
      const back = await compressed.decompress(javascriptNetworks);
      expect(checkBounds(table, back, compressed.header).violations).toBe(0);
      expect(back.layout).toEqual(table.layout);
      expect(file.size).toBeLessThan(0.8 * plain.size);

      const other = await compressed.decompress(networkRunners(2));
      back.columns.forEach((column, i) => {
        expect(bytesOf(other.columns[i]!)).toEqual(bytesOf(column));
      });
    },
  );

  it("decodes parts along the first axis and single arrays", async () => {
    const options = { model: model("convolution"), networks, chunkRows };
    const compressed = await openCompressed(await compress(table, { absolute: 0.01 }, options));
    const all = await compressed.decompress(javascriptNetworks);
    const [from, to] = [steps - 1, steps + 2];
    const name = table.columns[table.columns.length - 1]!.name;
    const part = await compressed.decompress(javascriptNetworks, {
      rows: [from, to],
      columns: [name],
    });
    const step = placesOf(shape.slice(1));
    expect(part.layout).toMatchObject({ shape: [to - from, ...shape.slice(1)] });
    expect(part.columns.map((column) => [column.name, column.values])).toEqual([
      [name, all.columns[table.columns.length - 1]!.values.slice(from * step, to * step)],
    ]);
  });

  it("stores latents alone without a bound", async () => {
    // In blocks at borders this encoder would mistake the hidden number.
    const whole = plantedBlocks(
      block.map((length) => 3 * length),
      block,
      0.02,
      5,
      one.types,
    );
    const file = await compress(whole.table, "none", {
      model: whole.model("convolution"),
      networks,
    });
    const compressed = await openCompressed(file);
    expect(compressed.header.columns[0]!.planes).toEqual([]);
    const back = await compressed.decompress(networks);
    whole.table.columns.forEach(({ values }, column) => {
      const after = back.columns[column]!.values;
      const squares = Float64Array.from(
        values as Float32Array,
        (value, i) => (value - Number(after[i])) ** 2,
      );
      const rms = Math.sqrt(squares.reduce((sum, square) => sum + square) / squares.length);
      expect(rms).toBeLessThan(0.03);
      expect(rms).toBeGreaterThan(0.01);
    });
    expect(compressed.header.bytes.data).toBeLessThan(3 ** block.length * 4 + 64);
  });
});

describe("a model of blocks", () => {
  const shape = [19, 21, 22];
  const { table, model } = plantedBlocks(shape, [4, 5, 6], 0.02, 5);
  const step = 21 * 22;

  it("rounds chunks up to whole blocks", async () => {
    const options = { model: model("matrix"), networks, chunkRows: 3 * step };
    const file = await compress(table, { absolute: 0.01 }, options);
    expect((await openCompressed(file)).header.chunkRows).toBe(4 * step);
  });

  it("survives what is no number, and exact arrays beside", async () => {
    const [own] = table.columns;
    const damaged = {
      ...table,
      columns: [
        columnOf("a0", "float32", table.rows, (at) =>
          at % 31 === 7
            ? NaN
            : at % 57 === 3
              ? Infinity
              : at % 5 === 2
                ? 0
                : Number(own!.values[at]),
        ),
        columnOf("count", "int16", table.rows, (at) => (at * 7) % 100),
      ],
    };
    const options = { model: model("convolution"), networks };
    const file = await compress(damaged, [{ absolute: 0.01 }, "exact"], options);
    const compressed = await openCompressed(file);
    const back = await compressed.decompress(javascriptNetworks);
    expect(checkBounds(damaged, back, compressed.header).violations).toBe(0);
  });

  it("comes back from its model file", () => {
    const one = model("convolution");
    expect(modelFromBytes(modelToBytes(one))).toEqual(one);
    expect(() => modelFromBytes(modelToBytes({ ...one, block: [4, 5, 7] }))).toThrow(
      FileFormatError,
    );
  });

  it("is refused where its header makes no sense", async () => {
    const options = { model: model("convolution"), networks, chunkRows: 8 * step };
    const file = await compress(table, { absolute: 0.01 }, options);
    const block = '"block":[4,5,6]';
    const same = await rewriteHeader(file, block, block.replace("[", " ["));
    expect((await openCompressed(same)).header.model).toMatchObject({ block: [4, 5, 6] });
    const refused = async (text: RegExp | string, other: string, reason: RegExp): Promise<void> => {
      const opened = openCompressed(await rewriteHeader(file, text, other)).then((compressed) =>
        compressed.decompress(javascriptNetworks),
      );
      await expect(opened).rejects.toThrow(FileFormatError);
      await expect(opened).rejects.toThrow(reason);
    };
    await refused(`${block},`, "", /blocks of the model do not fit/);
    await refused(block, '"block":[4,30]', /blocks of the model do not fit/);
    await refused(block, '"block":[1,4,5,6]', /blocks of the model do not fit/);
    await refused(block, '"block":[4,5,65536]', /blocks of the model do not fit/);
    await refused(block, '"block":[4,5,23]', /blocks of the model do not fit/);
    await refused(block, '"block":[3,5,6]', /blocks of the model do not fit/);
    await refused(block, '"block":[4,5,0]', /block/);
    await refused(block, '"block":[4,5,6.5]', /block/);
    await refused(block, '"block":[4,5,7]', /layers do not fit the columns/);
    await refused(block, '"block":[4,10,3]', /chunk 0|Damaged/);
    await refused(/"chunkRows":\d+/, `"chunkRows":${6 * step}`, /number of chunks|blocks/);
    await refused('"latent":1', '"latent":2', /latents/);
    await refused(
      /"layout":\{[^}]*\}/,
      '"layout":{"format":"npz","kind":"columns"}',
      /the model needs arrays/,
    );
  });

  it("is refused where bytes changed and checksums fit, or gives the right number of values", async () => {
    const options = { model: model("convolution"), networks, chunkRows: 8 * step };
    const file = await compress(table, { absolute: 0.01 }, options);
    const random = seededRandom(9);
    let refused = 0;
    for (let i = 0; i < 60; i++) {
      const bytes = file.bytes.slice();
      for (let k = 0; k < 3; k++) {
        bytes[Math.floor(random() * bytes.length * 0.9)] = Math.floor(random() * 256);
      }
      sealAgain(bytes);
      try {
        const compressed = await openCompressed(new BytesFile(bytes));
        const back = await compressed.decompress(javascriptNetworks);
        expect(back.columns.map(({ values }) => values.length)).toEqual([compressed.header.rows]);
      } catch (error) {
        expect(error).toBeInstanceOf(FileFormatError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(20);
  });
});
