import { describe, expect, it } from "vitest";
import { ByteWriter } from "../../../../src/codec/byteWriter.js";
import { CodedField, type FieldParts } from "../../../../src/codec/field/codedField.js";
import { FieldChunks } from "../../../../src/codec/field/fieldChunks.js";
import {
  fieldBits,
  FieldIntervalMaker,
  fillField,
  type FieldIntervals,
} from "../../../../src/codec/field/fieldIntervals.js";
import type { FieldRows } from "../../../../src/codec/field/fieldRows.js";
import { fieldShape } from "../../../../src/codec/field/neighbours.js";
import { wavefront } from "../../../../src/codec/field/wavefront.js";
import { prepareField } from "../../../../src/codec/field/prepareField.js";
import {
  quantizeColumn,
  type QuantizedColumn,
} from "../../../../src/codec/grids/quantizeColumn.js";
import { javascriptNetworks } from "../../../../src/codec/javascriptNetworks.js";
import type { NetworkRunners } from "../../../../src/codec/networkRunners.js";
import { FileFormatError } from "../../../../src/errors.js";
import { networkRunners } from "../../../../src/runtime/networkRunners.js";
import { seededRandom } from "../random.js";
import { columnOf } from "../tables.js";
import { components, placesOf, randomCodings, waves } from "./fields.js";

/** Arrays of every kind that a network can code. */
function arraysOf(shape: readonly number[], seed: number): QuantizedColumn[] {
  const random = seededRandom(seed);
  const places = placesOf(shape);
  const smooth = waves("smooth", "float32", shape, seed);
  return [
    quantizeColumn(smooth, { range: 1e-3 }, [], false),
    quantizeColumn(
      columnOf("masked", "float64", places, (at) =>
        random() < 0.2 ? NaN : random() < 0.1 ? -999 : Number(smooth.values[at]),
      ),
      { absolute: 0.01 },
      [-999],
      false,
    ),
    quantizeColumn(waves("fine", "float64", shape, seed + 1), { range: 1e-9 }, [], false),
    quantizeColumn(waves("counts", "int16", shape, seed + 2, { size: 100 }), "exact", [], false),
    quantizeColumn(
      columnOf("flags", "bool", places, () => +(random() < 0.5)),
      "exact",
      [],
      false,
    ),
  ];
}

interface Coders {
  readonly chunks: FieldChunks;
  readonly fields: readonly CodedField[];
  readonly rows: readonly FieldRows[];
  readonly parts: readonly FieldParts[];
  readonly networks: NetworkRunners;
}

async function coders(
  shape: readonly number[],
  quantized: readonly QuantizedColumn[],
  networks: NetworkRunners,
  size?: number,
): Promise<Coders> {
  const fields: CodedField[] = [];
  const rows: FieldRows[] = [];
  const parts: FieldParts[] = [];
  for (const { coding, position } of randomCodings(quantized, shape, 7, size)) {
    const { limits, shown } = prepareField("", coding.atoms, quantized[position]);
    const own = { dimensions: shape.length, coding, components, limits };
    parts.push(own);
    fields.push(await CodedField.create(own, networks));
    rows.push({ classes: shown.classes, indices: shown.indices });
  }
  return { chunks: new FieldChunks(fields), fields, rows, parts, networks };
}

/** The intervals of all arrays at some places. */
async function intervalsAt(
  { fields, rows, parts, networks }: Coders,
  shape: readonly number[],
  places: Uint32Array,
): Promise<FieldIntervals[]> {
  const out: FieldIntervals[] = [];
  for (const [i, field] of fields.entries()) {
    const own = fieldShape(shape);
    const cells = fillField(field, own, rows[i]);
    const maker = await FieldIntervalMaker.create({ ...parts[i], shape: own, cells }, networks);
    const classes = Uint16Array.from(places, (at) => rows[i].classes[at]);
    out.push(await maker.run({ places, classes }));
    await maker.dispose();
  }
  return out;
}

async function write(coder: Coders, shape: readonly number[], out: ByteWriter): Promise<number[]> {
  const front = wavefront(fieldShape(shape));
  return coder.chunks.write(front, coder.rows, await intervalsAt(coder, shape, front.order), out);
}

/** Indices of values that are atoms mean nothing. */
function meaningful({ classes, indices }: FieldRows, ordinary: number): number[] {
  return Array.from(indices, (index, row) => (classes[row] === ordinary ? index : NaN));
}

function expectSame(decoded: readonly FieldRows[], rows: readonly FieldRows[]): void {
  expect(decoded).toHaveLength(rows.length);
  decoded.forEach((own, i) => {
    expect(own.classes).toEqual(rows[i].classes);
    const ordinary = Math.max(...rows[i].classes);
    expect(meaningful(own, ordinary)).toEqual(meaningful(rows[i], ordinary));
  });
}

describe("FieldChunks", () => {
  it.each([
    [[1, 1]],
    [[1, 40]],
    [[40, 1]],
    [[17, 23]],
    [[1, 9, 8]],
    [[5, 1, 7]],
    [[6, 11, 13]],
    [[2, 3, 7, 9]],
  ])(
    "codes arrays of the shape %s and decodes them, with the same bytes from both runtimes",
    async (shape) => {
      const quantized = arraysOf(shape, 3);
      const own = fieldShape(shape);
      const written: Uint8Array[] = [];
      for (const networks of [javascriptNetworks, networkRunners(1)]) {
        const coder = await coders(shape, quantized, networks);
        const { chunks, rows } = coder;
        if (rows.length === 0) continue;
        const out = new ByteWriter();
        const bits = await write(coder, shape, out);
        expect(bits.every((each) => each >= 0 && Number.isFinite(each))).toBe(true);
        written.push(out.toBytes());
        expectSame(await chunks.read(out.toBytes(), own), rows);
      }
      expect(written[1]).toEqual(written[0]);
    },
  );

  it.each([3, 20, 60])("survives weights of the size %s", async (size) => {
    const shape = [4, 12, 10];
    const coder = await coders(shape, arraysOf(shape, 5), javascriptNetworks, size);
    const { chunks, rows } = coder;
    const out = new ByteWriter();
    await write(coder, shape, out);
    expectSame(await chunks.read(out.toBytes(), fieldShape(shape)), rows);
  });

  it("gives code lengths that the bytes keep", async () => {
    const shape = [6, 20, 20];
    const coder = await coders(shape, arraysOf(shape, 7), networkRunners(1));
    const out = new ByteWriter();
    const bits = await write(coder, shape, out);
    const ideal = bits.reduce((sum, own) => sum + own, 0) / 8;
    const { length } = out.toBytes();
    expect(length).toBeGreaterThan(ideal - 1);
    expect(length).toBeLessThan(1.01 * ideal + 200);
    const every = Uint32Array.from({ length: placesOf(shape) }, (_, at) => at);
    const intervals = await intervalsAt(coder, shape, every);
    coder.fields.forEach(({ distribution }, i) => {
      expect(fieldBits(intervals[i], distribution.cells.lowBits)).toBeCloseTo(bits[i], 3);
    });
  });

  it("refuses damaged bytes or decodes something else, never more", async () => {
    const shape = [3, 9, 8];
    const own = fieldShape(shape);
    const coder = await coders(shape, arraysOf(shape, 9), javascriptNetworks);
    const { chunks } = coder;
    const out = new ByteWriter();
    await write(coder, shape, out);
    const whole = out.toBytes();
    const random = seededRandom(4);
    let refused = 0;
    for (let i = 0; i < 60; i++) {
      const bytes = whole.slice(0, i % 3 === 0 ? Math.floor(random() * whole.length) : undefined);
      if (i % 3 !== 0) bytes[Math.floor(random() * bytes.length)] ^= 1 << (i % 8);
      try {
        const decoded = await chunks.read(bytes, own);
        expect(decoded.every(({ indices }) => indices.length === placesOf(shape))).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(FileFormatError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(40);
  });
});
