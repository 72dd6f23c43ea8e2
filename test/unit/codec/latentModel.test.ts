import { describe, expect, it } from "vitest";
import { checkBounds } from "../../../src/codec/checkBounds.js";
import { AxisEvaluator } from "../../../src/codec/axisEvaluator.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { fromScore, toScore } from "../../../src/models/axisMap.js";
import { fileCommentLength } from "../../../src/codec/container/fileComment.js";
import { FileFormatError, UsageError } from "../../../src/errors.js";
import { networkRunners } from "../../../src/runtime/networkRunners.js";
import { convolutionalDecoder, plantedModel, plantedTable, randomLayer } from "./models.js";
import { seededNormal, seededRandom } from "./random.js";
import { sealAgain } from "./sealAgain.js";
import { bytesOf, BytesFile, columnOf, compress, tableOf } from "./tables.js";

const rows = 20_000;
const table = plantedTable(rows, 0.02, 30);
const model = plantedModel(table);

describe("a model with bounds", () => {
  it("predicts what follows from other columns, and every value keeps its bound", async () => {
    const file = await compress(table, { range: 1e-3 }, { model });
    const plain = await compress(table, { range: 1e-3 });
    const compressed = await openCompressed(file);
    await compressed.verifyChecksums();
    const back = await compressed.decompress(javascriptNetworks);
    expect(checkBounds(table, back, compressed.header).violations).toBe(0);
    // Four of six columns follow from the others.
    expect(file.size).toBeLessThan(0.55 * plain.size);
    const { model: bytes, data, exceptions, header } = compressed.header.bytes;
    expect(bytes + data + exceptions + header).toBe(file.size);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(1000);
  });

  it("decodes to the same bits in JavaScript and in ONNX Runtime, whole or in parts", async () => {
    const file = await compress(table, { range: 1e-4 }, { model, chunkRows: 3000 });
    const compressed = await openCompressed(file);
    const all = await compressed.decompress(javascriptNetworks);
    const other = await compressed.decompress(networkRunners(2));
    all.columns.forEach((column, i) => {
      expect(bytesOf(other.columns[i])).toEqual(bytesOf(column));
    });
    const part = await compressed.decompress(javascriptNetworks, {
      rows: [2990, 6010],
      columns: ["c4"],
    });
    expect(part.columns[0].values).toEqual(all.columns[4].values.slice(2990, 6010));
  });

  it("is the same file from either runtime's encoder, where the latents are exact", async () => {
    const own = await compress(table, { range: 1e-2 }, { model });
    const again = await compress(table, { range: 1e-2 }, { model });
    expect(own.bytes).toEqual(again.bytes);
  });

  it("can be useless or absurd: the bound holds, and the file is no larger than without it", async () => {
    const plain = await compress(table, { range: 1e-3 });
    const layers = (size: number) => ({
      ...model,
      encoder: [randomLayer(6, 2, "linear", 1, size)],
      decoder: [randomLayer(2, 9, "leakyRelu", 2, size), randomLayer(9, 6, "linear", 3, size)],
    });
    for (const useless of [layers(1e-6), layers(30), layers(1e3)]) {
      const file = await compress(table, { range: 1e-3 }, { model: useless });
      const compressed = await openCompressed(file);
      const back = await compressed.decompress(javascriptNetworks);
      expect(checkBounds(table, back, compressed.header).violations).toBe(0);
      if (compressed.header.model === null) expect(file.size).toBeLessThan(plain.size + 64);
    }
  });

  it("with weights beyond fixed point is refused", async () => {
    const huge = { ...model, decoder: [randomLayer(2, 6, "linear", 3, 1e12)] };
    await expect(compress(table, { range: 1e-3 }, { model: huge })).rejects.toThrow(UsageError);
  });

  it("survives inputs that are no numbers, and zeros", async () => {
    const damaged = tableOf(
      ...table.columns.map((column, i) =>
        columnOf(column.name, column.type, rows, (row) =>
          (row + i) % 100 === 0
            ? [NaN, Infinity, -0, 0, 1e30][row % 5]
            : (column.values[row] as number),
        ),
      ),
    );
    const file = await compress(damaged, { absolute: 0.01 }, { model });
    const compressed = await openCompressed(file);
    const back = await compressed.decompress(javascriptNetworks);
    expect(checkBounds(damaged, back, compressed.header).violations).toBe(0);
  });

  it("of convolutions is refused or read, but never fails otherwise, where a file was changed and sealed again", async () => {
    const small = plantedTable(200, 0.02, 31);
    const own = { ...plantedModel(small), decoder: convolutionalDecoder() };
    const bounds = ["none", { range: 1e-2 }, "none", "none", "none", "none"] as const;
    const { bytes } = await compress(small, bounds, { model: own });
    const random = seededRandom(91);
    let refused = 0;
    for (let trial = 0; trial < 400; trial++) {
      const hostile = bytes.slice();
      const at = Math.floor((hostile.length - fileCommentLength) * random());
      hostile[at] = Math.floor(256 * random());
      sealAgain(hostile);
      try {
        const compressed = await openCompressed(new BytesFile(hostile));
        await compressed.decompress(javascriptNetworks);
      } catch (error) {
        expect(error).toBeInstanceOf(FileFormatError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });

  it("must find its columns in the table", async () => {
    const other = tableOf(...table.columns.slice(1));
    await expect(compress(other, { range: 1e-3 }, { model })).rejects.toThrow(/"c0"/);
  });
});

describe("a model without bounds", () => {
  const networks = networkRunners(1);

  it("stores latents and decoder.onnx alone, and adds about 1 % to the model's own error", async () => {
    const noisy = plantedTable(rows, 1, 31);
    const own = plantedModel(noisy);
    const file = await compress(noisy, "none", { model: own, networks });
    const compressed = await openCompressed(file);
    expect(compressed.header.model).toMatchObject({ decoder: { kind: "onnx" } });
    const back = await compressed.decompress(networks);
    const scored = own.columns.map(({ axis }, i) => ({
      before: Float64Array.from(noisy.columns[i].values as Float32Array, (x) => toScore(axis, x)),
      after: Float64Array.from(back.columns[i].values as Float32Array, (x) => toScore(axis, x)),
    }));
    const [{ weights }] = own.decoder;
    let exact = 0;
    let stored = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < 6; column++) {
        const decoded =
          scored[0].before[row] * weights[column] + scored[1].before[row] * weights[6 + column];
        exact += (decoded - scored[column].before[row]) ** 2;
        stored += (scored[column].after[row] - scored[column].before[row]) ** 2;
      }
    }
    const growth = Math.sqrt(stored / exact);
    expect(growth).toBeGreaterThan(1.003);
    expect(growth).toBeLessThan(1.02);
    // Two latents at some six bits instead of six columns.
    expect((8 * file.size) / rows).toBeLessThan(18);
    expect(checkBounds(noisy, back, compressed.header).violations).toBe(0);
  });

  it("gives special numbers back exactly", async () => {
    const special = tableOf(
      ...table.columns.map((column, i) =>
        columnOf(column.name, column.type, rows, (row) =>
          (row + i) % 1000 === 0
            ? [NaN, Infinity, -Infinity][row % 3]
            : (column.values[row] as number),
        ),
      ),
    );
    const file = await compress(special, "none", { model, networks });
    const compressed = await openCompressed(file);
    const back = await compressed.decompress(networks);
    expect(checkBounds(special, back, compressed.header).violations).toBe(0);
    expect(
      Array.from(back.columns[1].values as Float32Array).filter((value) => !Number.isFinite(value)),
    ).toHaveLength(20);
  });

  it("can be mixed with bounds and with columns of its own", async () => {
    const normal = seededNormal(33);
    const mixed = tableOf(
      ...table.columns,
      columnOf("id", "int64", rows, (row) => BigInt(row)),
      columnOf("other", "float64", rows, normal),
    );
    const bounds = [
      { range: 1e-3 },
      { absolute: 0.05 },
      "none",
      "none",
      { range: 1e-4 },
      "none",
      "exact",
      { range: 1e-2 },
    ] as const;
    const file = await compress(mixed, bounds, { model });
    const compressed = await openCompressed(file);
    expect(compressed.header.model).toMatchObject({ decoder: { kind: "fixedPoint" } });
    const back = await compressed.decompress(javascriptNetworks);
    const check = checkBounds(mixed, back, compressed.header);
    expect(check.violations).toBe(0);
    // Columns 2, 3 and 5 follow from the latents up to their noise of 0.02, but for the planted zeros of column 2.
    expect(check.maxErrors[3]).toBeLessThan(0.5);
    expect(check.maxErrors[5]).toBeLessThan(0.5);
    expect(back.columns[5].values).toBeInstanceOf(Float64Array);
  });

  it("is needed for columns without a bound", async () => {
    await expect(compress(table, "none")).rejects.toThrow(/no bound/);
  });
});

describe("axis maps", () => {
  it("are evaluated to the same bits as their definition", () => {
    const axis = { knots: [-3, 0.1, 0.7, 12, 1e5], scores: [-2, -1.5, 0.3, 1, 2] };
    const normal = seededNormal(34);
    const to = AxisEvaluator.toScore(axis);
    const from = AxisEvaluator.fromScore(axis);
    for (let i = 0; i < 2000; i++) {
      const x = Math.exp(3 * normal()) * normal();
      expect(to.at(x)).toBe(toScore(axis, x));
      expect(from.at(x)).toBe(fromScore(axis, x));
    }
  });
});
