import { describe, expect, it } from "vitest";
import { javascriptNetworks } from "../../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../../src/codec/openCompressed.js";
import { bitsIndex, bitsValue, quantizeBits } from "../../../../src/codec/grids/bitsGrid.js";
import { decimalIndex, decimalValue } from "../../../../src/codec/grids/decimalGrid.js";
import { gridValues } from "../../../../src/codec/grids/gridValues.js";
import type { Bound } from "../../../../src/config/config.js";
import type { Column, ColumnType } from "../../../../src/data/table.js";
import { newValues } from "../../../../src/data/columnValues.js";
import { floatColumn, shapes } from "../../python/columns.js";
import { seededNormal, seededRandom } from "../random.js";
import { bytesOf, columnOf, compress, tableOf } from "../tables.js";

const rows = 6000;

async function exactly(
  column: Column,
  bound: Bound = "exact",
): Promise<{ grid: string; bits: number; bytes: number }> {
  const file = await compress(tableOf(column), bound);
  const compressed = await openCompressed(file);
  const back = await compressed.decompress(javascriptNetworks);
  expect(bytesOf(back.columns[0])).toEqual(bytesOf(column));
  const [{ grid, bitsPerValue, absoluteBound }] = compressed.header.columns;
  if (bound === "exact") expect(absoluteBound).toBeNull();
  return { grid: grid.kind, bits: bitsPerValue, bytes: file.size };
}

describe("exact floats", () => {
  const normal = seededNormal(31);
  const random = seededRandom(32);
  const types = ["float32", "float64"] as const;

  for (const type of types) {
    it.each(shapes)(
      `${type}, %s: come back bit for bit, NaN payloads and -0 too`,
      async (shape) => {
        await exactly(floatColumn("x", type, rows, shape, 5));
      },
    );

    it(`${type}: decimals of a text file take the bits of their digits`, async () => {
      const fixed = columnOf("x", type, rows, () => Number((20 * random()).toFixed(2)));
      const { grid, bits } = await exactly(fixed);
      expect(grid).toBe("decimal");
      expect(bits).toBeLessThan(Math.log2(2001) * 1.05);
      const digits = columnOf("x", type, rows, () => Number(Math.exp(4 * normal()).toPrecision(4)));
      const significant = await exactly(digits);
      expect(significant.grid).toBe("decimal");
      // 13.1 bits of four digits, and 2.8 of the decades.
      expect(significant.bits).toBeLessThan(16.1);
    });

    it(`${type}: cut mantissas take no bits for what was cut`, async () => {
      const column = columnOf("x", type, rows, () => Math.exp(normal()));
      const words = new Uint32Array(column.values.buffer);
      words.forEach((word, i) => (words[i] = type === "float64" && i % 2 === 0 ? 0 : word & ~8191));
      const { grid, bits } = await exactly(column);
      expect(grid).toBe("bits");
      expect(bits).toBeLessThan(14);
    });

    it(`${type}: multiples of a power of two take the bits of their numbers`, async () => {
      const column = columnOf("x", type, rows, () => (Math.floor(100 * normal()) * 3) / 2 ** 20);
      const { bits } = await exactly(column);
      expect(bits).toBeLessThan(9.6);
    });
  }

  it("float32 values in float64 take the bits of float32", async () => {
    const single = await exactly(columnOf("x", "float32", rows, normal));
    const wide = columnOf("x", "float64", rows, () => Math.fround(normal()));
    const { bits } = await exactly(wide);
    expect(Math.abs(bits - single.bits)).toBeLessThan(0.2);
  });

  it("decimals are cheaper than a fine grid, whatever the bound", async () => {
    const column = columnOf("x", "float64", rows, () => Math.round(100 * normal()) / 100);
    const exact = await exactly(column);
    const bounded = await exactly(column, { range: 1e-9 });
    expect(bounded.bytes).toBeLessThan(exact.bytes + 100);
  });
});

describe("grids of bit patterns and decimals", () => {
  it("have indices that rise with the values, and give these back", () => {
    const random = seededRandom(8);
    for (const type of ["float32", "float64"] as const) {
      for (let trial = 0; trial < 50; trial++) {
        const cut = trial % 3 === 0 ? 5 : 0;
        const values = newValues(type, 100) as Float32Array | Float64Array;
        for (let row = 0; row < 100; row++) {
          values[row] = (random() - 0.5) * 10 ** ((trial % 30) * (random() - 0.5));
        }
        const words = new Uint32Array(values.buffer);
        if (cut > 0) words.forEach((word, i) => (words[i] = (word >>> cut) << cut));
        const { grid, quantized } = quantizeBits(type, values);
        const back = newValues(type, 100);
        gridValues(type, grid, quantized.planes, back);
        expect(back).toEqual(values);
        const [plane] = quantized.planes;
        const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
        for (let i = 1; i < 100; i++) {
          expect(plane[order[i]]).toBeGreaterThanOrEqual(plane[order[i - 1]]);
        }
        for (let row = 0; row < 100; row++) {
          expect(bitsIndex(grid, values[row])).toBe(plane[row]);
          if (grid.planes === 1) expect(bitsValue(grid, plane[row])).toBe(values[row]);
          else
            expect(bitsValue(grid, plane[row])).toBeLessThanOrEqual(
              values[row] + Math.abs(values[row]) * 1e-6,
            );
        }
      }
    }
  });

  it("number decimals without gaps", () => {
    for (const grid of [
      { kind: "decimal", digits: 3, places: 5 },
      { kind: "decimal", digits: 6, places: 2 },
      { kind: "decimal", digits: 1, places: 0 },
    ] as const) {
      const most = grid.digits === 1 ? 190 : 5000;
      for (let index = -most; index <= most; index++) {
        const value = decimalValue(grid, index);
        expect(decimalIndex(grid, value)).toBe(index + 0);
        expect(decimalValue(grid, index + 1)).toBeGreaterThan(value);
        expect(value).toBe(Number(value.toPrecision(grid.digits)));
      }
    }
  });

  it("refuse types that have no patterns", () => {
    const type: ColumnType = "int32";
    expect(() => quantizeBits(type, new Int32Array(3))).toThrow(TypeError);
  });
});
