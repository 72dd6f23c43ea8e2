import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../../../src/codec/byteWriter.js";
import { toFixedPoint, type FixedPointNetwork } from "../../../../src/codec/fixedPointNetwork.js";
import {
  quantizeColumn,
  type QuantizedColumn,
} from "../../../../src/codec/grids/quantizeColumn.js";
import { javascriptNetworks } from "../../../../src/codec/javascriptNetworks.js";
import { inputWidths } from "../../../../src/codec/masked/featureLayout.js";
import { fitMaskedAxis } from "../../../../src/codec/masked/fitAxis.js";
import {
  learnableColumns,
  type LearnableColumn,
} from "../../../../src/codec/masked/maskedColumns.js";
import { MaskedChunks } from "../../../../src/codec/masked/maskedChunks.js";
import { readMasked, writeMasked } from "../../../../src/codec/masked/maskedMember.js";
import { MaskedNetworks } from "../../../../src/codec/masked/maskedNetworks.js";
import { chunkColumn, prepareColumn } from "../../../../src/codec/masked/prepareColumn.js";
import type { NetworkRunners } from "../../../../src/codec/networkRunners.js";
import { FileFormatError } from "../../../../src/errors.js";
import { outputCount, type MaskedAxis } from "../../../../src/models/maskedModel.js";
import { networkRunners } from "../../../../src/runtime/networkRunners.js";
import { randomLayer } from "../models.js";
import { seededNormal, seededRandom } from "../random.js";
import { columnOf } from "../tables.js";

const components = 4;

/** Columns of every kind that a model can code. */
function columnsOf(rows: number, seed: number): QuantizedColumn[] {
  const normal = seededNormal(seed);
  const random = seededRandom(seed);
  return [
    quantizeColumn(columnOf("normal", "float32", rows, normal), { range: 1e-3 }, [], false),
    quantizeColumn(
      columnOf("sentinels", "float32", rows, () =>
        random() < 0.3 ? -999 : random() < 0.1 ? NaN : Math.exp(normal()),
      ),
      { absolute: 0.01 },
      [-999],
      false,
    ),
    quantizeColumn(
      columnOf("zeros", "float64", rows, () => (random() < 0.5 ? 0 : normal())),
      { range: 1e-9 },
      [],
      false,
    ),
    quantizeColumn(
      columnOf("flag", "bool", rows, () => +(random() < 0.2)),
      "exact",
      [],
      false,
    ),
    quantizeColumn(
      columnOf("few", "int32", rows, () => Math.floor(25 * random() ** 2) - 5),
      "exact",
      [],
      false,
    ),
    quantizeColumn(
      columnOf("many", "int64", rows, () => BigInt(Math.floor(1e6 * normal()))),
      "exact",
      [],
      false,
    ),
  ];
}

/** The third of the columns with an axis follows, badly, from the columns before it. */
function axesOf(found: readonly LearnableColumn[]): MaskedAxis[] {
  const axes = found.map(({ axis }) => axis);
  return axes.map((own, c): MaskedAxis => {
    if (axes.slice(0, c).filter(({ axis }) => axis !== null).length !== 2) return own;
    const terms = [
      { form: "energy" as const, columns: [0, 1, 0], factor: 0.3 },
      { form: "value" as const, columns: [1], factor: -1 },
    ];
    return { ...own, relation: { offset: 0.25, terms, unit: own.spread } };
  });
}

function randomNetworks(
  axes: readonly MaskedAxis[],
  context: number,
  size: number,
): FixedPointNetwork[] {
  const inputs = inputWidths(axes, context);
  return axes.map((axis, c) => {
    const outputs = outputCount(axis, components);
    const layers = [
      randomLayer(inputs[c].count, 7, "leakyRelu", 31 * c + 1, size),
      randomLayer(7, outputs, "linear", 31 * c + 2, size),
    ];
    const network = toFixedPoint(layers, 7);
    return {
      ...network,
      layers: network.layers.map((layer) => ({
        ...layer,
        bias: layer.bias.map((bias) => Math.floor(bias / 8) * 8),
      })),
    };
  });
}

async function open(
  quantized: readonly QuantizedColumn[],
  axes: readonly MaskedAxis[],
  networks: readonly FixedPointNetwork[],
  context: number,
  runners: NetworkRunners,
): Promise<MaskedChunks> {
  const running = await MaskedNetworks.create(axes, networks, context, runners);
  const parts = axes.map((axis, c) => {
    const { grid, meaning, limits } = prepareColumn(axis, quantized[c]);
    return chunkColumn(axis, grid, meaning, limits, components);
  });
  return new MaskedChunks(running, parts);
}

describe("chunks coded with random networks", () => {
  for (const context of [0, 1, 2]) {
    for (const [rows, size] of [
      [1, 0.4],
      [10, 0.4],
      [5000, 0.4],
      [3000, 4],
      [500, 200],
    ]) {
      it(`${rows} rows, ${context} before, weights of ${size}: come back, with the same bytes from ONNX Runtime`, async () => {
        const all = columnsOf(Math.max(rows, 400), rows + context);
        const found = learnableColumns(all);
        const axes = axesOf(found);
        const quantized = found.map(({ position }) => all[position]);
        const networks = randomNetworks(axes, context, size);
        const data = axes.map((axis, c) => {
          const { classes, indices } = prepareColumn(axis, quantized[c]).shown;
          return { classes: classes.subarray(0, rows), indices: indices.subarray(0, rows) };
        });
        const codecs = [javascriptNetworks, networkRunners(2)].map((runners) =>
          open(quantized, axes, networks, context, runners),
        );
        const written: Uint8Array[] = [];
        for (const chunks of await Promise.all(codecs)) {
          const out = new ByteWriter();
          await chunks.write(data, out);
          written.push(out.toBytes());
        }
        expect(Buffer.compare(written[0], written[1])).toBe(0);
        for (const chunks of await Promise.all(codecs)) {
          const back = await chunks.read(
            written[0],
            rows,
            axes.map(() => null),
          );
          expect(back).toEqual(data);
        }
      });
    }
  }

  it("are refused or decoded where they are damaged, never anything else", async () => {
    const all = columnsOf(600, 5);
    const found = learnableColumns(all);
    const axes = axesOf(found);
    const quantized = found.map(({ position }) => all[position]);
    const networks = randomNetworks(axes, 0, 0.4);
    const chunks = await open(quantized, axes, networks, 0, javascriptNetworks);
    const out = new ByteWriter();
    await chunks.write(
      axes.map((axis, c) => prepareColumn(axis, quantized[c]).shown),
      out,
    );
    const bytes = out.toBytes();
    const random = seededRandom(2);
    let refused = 0;
    for (let trial = 0; trial < 40; trial++) {
      const damaged = bytes.slice();
      damaged[Math.floor(random() * damaged.length)] ^= 1 << Math.floor(8 * random());
      try {
        await chunks.read(
          damaged,
          600,
          axes.map(() => null),
        );
      } catch (error) {
        expect(error).toBeInstanceOf(FileFormatError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(20);
  });
});

describe("the stored model", () => {
  it("comes back with its axes and weights", () => {
    const axes = learnableColumns(columnsOf(2000, 8)).map(({ axis }) => axis);
    const networks = randomNetworks(axes, 1, 0.5);
    const stored = axes.map((axis, c) => ({ axis, network: c === 2 ? null : networks[c] }));
    const shape = { columns: axes.length, context: 1, components, weightBits: 7 };
    const back = readMasked(writeMasked(stored, 7), shape);
    expect(back).toEqual(
      stored.map(({ axis, network }) => ({ axis: { ...axis, name: "" }, network })),
    );
  });

  it("with weights too large for exact sums is refused", () => {
    const axes = learnableColumns(columnsOf(2000, 8)).map(({ axis }) => axis);
    const networks = randomNetworks(axes, 0, 1e9);
    const stored = axes.map((axis, c) => ({ axis, network: networks[c] }));
    const shape = { columns: axes.length, context: 0, components, weightBits: 7 };
    expect(() => readMasked(writeMasked(stored, 7), shape)).toThrow(FileFormatError);
  });
});

describe("axes", () => {
  it("find sentinels and spikes, and make the rest about normal", () => {
    const normal = seededNormal(1);
    const values = Float64Array.from({ length: 20000 }, (_, row) =>
      row % 5 === 0 ? -999 : row % 11 === 0 ? 0 : Math.round(1000 * Math.exp(normal())) / 100,
    );
    const fitted = fitMaskedAxis("x", values, null, []);
    expect(fitted?.atoms).toEqual([-999, 0]);
    const { knots, scores } = fitted!.axis!;
    expect(scores[0]).toBeLessThan(-3);
    expect(scores[scores.length - 1]).toBeGreaterThan(3);
    const middle = scores[knots.findIndex((knot) => knot > 10)];
    expect(Math.abs(middle)).toBeLessThan(0.1);
  });

  it("are none for constants, and atoms alone for few values", () => {
    expect(fitMaskedAxis("x", new Float64Array(50).fill(3), null, [])).toBeNull();
    const few = fitMaskedAxis("x", Float64Array.of(3, 1, 2, 1, 1), null, [NaN]);
    expect(few?.atoms).toEqual([1, 2, 3, NaN]);
    expect(few?.axis).toBeNull();
  });
});
