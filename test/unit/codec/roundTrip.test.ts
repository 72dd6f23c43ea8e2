import { describe, expect, it } from "vitest";
import { checkBounds } from "../../../src/codec/checkBounds.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import type { Bound } from "../../../src/config/config.js";
import { columnTypes, type Column, type ColumnType, type Table } from "../../../src/data/table.js";
import { seededNormal, seededRandom } from "./random.js";
import { bytesOf, column, columnOf, compress, tableOf } from "./tables.js";

async function roundTrip(
  table: Table,
  bound: Bound | readonly Bound[],
  sentinels?: readonly (readonly number[])[],
): Promise<{ back: Table; bytes: number; shares: number }> {
  const file = await compress(table, bound, sentinels ? { sentinels } : {});
  const compressed = await openCompressed(file);
  await compressed.verifyChecksums();
  const back = await compressed.decompress(javascriptNetworks);
  const check = checkBounds(table, back, compressed.header);
  expect(check.violations).toBe(0);
  expect(check.valuesChecked).toBe(table.rows * table.columns.length);
  return { back, bytes: file.size, shares: check.worst?.shareOfBound ?? 0 };
}

/** |x' - x| <= bound by BigInt arithmetic on whole multiples of 2^-1074, independent of the code under test. */
function largestViolation(before: Column, after: Column, bound: number): number {
  const exactly = (value: number): bigint => {
    const [word] = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer);
    const exponent = Number(word >> 52n);
    const size =
      ((word & (2n ** 52n - 1n)) + (exponent > 0 ? 2n ** 52n : 0n)) <<
      BigInt(Math.max(0, exponent - 1));
    return value < 0 ? -size : size;
  };
  const limit = exactly(bound);
  let count = 0;
  for (let row = 0; row < before.values.length; row++) {
    const x = before.values[row] as number;
    if (!Number.isFinite(x)) continue;
    const difference = exactly(after.values[row] as number) - exactly(x);
    if ((difference < 0n ? -difference : difference) > limit) count++;
  }
  return count;
}

describe("float columns", () => {
  const normal = seededNormal(5);
  const random = seededRandom(6);
  const shapes: Readonly<Record<string, () => number>> = {
    normal: () => 100 * normal(),
    "far from zero": () => 1e6 + normal(),
    lognormal: () => Math.exp(2 * normal()),
    "all magnitudes": () => normal() * 10 ** (70 * random() - 35),
    denormal: () => normal() * 1e-42,
  };
  for (const type of ["float32", "float64"] as const) {
    for (const [name, draw] of Object.entries(shapes)) {
      for (const range of [0.3, 1e-2, 1e-5, 1e-7, 1e-12]) {
        it(`${type}, ${name}, range ${range}: within the bound in exact arithmetic`, async () => {
          const original = columnOf("x", type, 2000, draw);
          const table = tableOf(original);
          const file = await compress(table, { range });
          const compressed = await openCompressed(file);
          const back = await compressed.decompress(javascriptNetworks);
          const { absoluteBound } = compressed.header.columns[0];
          let min = Infinity;
          let max = -Infinity;
          for (const value of original.values as Float32Array) {
            min = Math.min(min, value);
            max = Math.max(max, value);
          }
          expect(absoluteBound).toBe(range * (max - min));
          expect(largestViolation(original, back.columns[0], absoluteBound!)).toBe(0);
          expect(checkBounds(table, back, compressed.header).violations).toBe(0);
        });
      }
    }
  }

  it("uses nearly all of the bound and no exceptions on ordinary data", async () => {
    for (const type of ["float32", "float64"] as const) {
      const table = tableOf(columnOf("x", type, 20_000, () => 50 + 10 * normal()));
      const { shares } = await roundTrip(table, { range: 1e-4 });
      expect(shares).toBeGreaterThan(0.99);
      const { header } = await openCompressed(await compress(table, { range: 1e-4 }));
      expect(header.columns[0].exceptions).toBe(0);
    }
  });

  it("gives 0 back as 0, and -0, NaN bits, infinities and sentinels as they were", async () => {
    for (const type of ["float32", "float64"] as const) {
      const original = columnOf("x", type, 5000, (row) =>
        row % 7 === 0 ? 0 : row % 11 === 0 ? -999.25 : 3 + normal(),
      );
      const words = new Uint32Array(original.values.buffer);
      const perValue = type === "float32" ? 1 : 2;
      const set = (row: number, top: number, low = 0): void => {
        words[row * perValue + perValue - 1] = top;
        if (perValue === 2) words[row * 2] = low;
      };
      const nan = type === "float32" ? 0x7fc00000 : 0x7ff80000;
      for (let row = 3; row < 5000; row += 50) set(row, nan);
      set(10, nan + 77, 5);
      set(20, (nan | 0x80000000) >>> 0, 1);
      set(30, type === "float32" ? 0x7f800001 : 0x7ff00000, 9); // signalling
      for (let row = 4; row < 5000; row += 60) set(row, 0x80000000);
      original.values[40] = Infinity;
      original.values[41] = -Infinity;
      const special = (row: number): boolean =>
        !Number.isFinite(original.values[row]) ||
        original.values[row] === 0 ||
        original.values[row] === -999.25;
      const { back } = await roundTrip(tableOf(original), { range: 1e-2 }, [[-999.25]]);
      const size = original.values.BYTES_PER_ELEMENT;
      for (let row = 0; row < 5000; row++) {
        if (!special(row)) continue;
        expect(bytesOf(back.columns[0]).slice(row * size, (row + 1) * size)).toEqual(
          bytesOf(original).slice(row * size, (row + 1) * size),
        );
      }
    }
  });

  it("leaves sentinels out of the range", async () => {
    const table = tableOf(columnOf("x", "float32", 1000, (row) => (row % 2 ? -999 : row / 1000)));
    const file = await compress(table, { range: 0.1 }, { sentinels: [[-999]] });
    const { header } = await openCompressed(file);
    expect(header.columns[0].absoluteBound).toBeCloseTo(0.0998, 6);
  });

  it("survives a range that overflows and a huge outlier", async () => {
    const wide = columnOf("x", "float64", 500, (row) => (row % 2 ? 1 : -1) * 1.7e308 * random());
    await roundTrip(tableOf(wide), { range: 1e-3 });
    await roundTrip(tableOf(wide), { range: 0.9 });
    const outlier = columnOf("x", "float64", 5000, (row) => (row === 7 ? 1e300 : normal()));
    const { bytes } = await roundTrip(tableOf(outlier), { absolute: 0.01 });
    expect(bytes).toBeLessThan(5000 * 1.3 + 1024);
  });

  it("keeps every bit where the bound is below the resolution, or exact", async () => {
    const original = columnOf("x", "float32", 3000, normal);
    for (const bound of ["exact", { absolute: 1e-12 }, { range: 1e-300 }] as const) {
      const { back } = await roundTrip(tableOf(original), bound);
      expect(bytesOf(back.columns[0])).toEqual(bytesOf(original));
    }
    const doubles = columnOf("x", "float64", 3000, normal);
    const { back } = await roundTrip(tableOf(doubles), "exact");
    expect(bytesOf(back.columns[0])).toEqual(bytesOf(doubles));
  });

  it("codes a grid of 2^40 steps with little more than its bits", async () => {
    const table = tableOf(columnOf("x", "float64", 10_000, random));
    const { bytes } = await roundTrip(table, { range: 1e-12 });
    const bits = Math.log2(1 / 2e-12);
    expect(bytes).toBeLessThan((10_000 * bits * 1.01) / 8 + 1024);
  });
});

describe("integer columns", () => {
  const random = seededRandom(7);
  const limits: Readonly<Partial<Record<ColumnType, readonly [bigint, bigint]>>> = {
    int8: [-128n, 127n],
    int16: [-32768n, 32767n],
    int32: [-(2n ** 31n), 2n ** 31n - 1n],
    int64: [-(2n ** 63n), 2n ** 63n - 1n],
    uint8: [0n, 255n],
    uint16: [0n, 65535n],
    uint32: [0n, 2n ** 32n - 1n],
    uint64: [0n, 2n ** 64n - 1n],
    bool: [0n, 1n],
  };
  for (const [type, [lowest, highest]] of Object.entries(limits) as [
    ColumnType,
    readonly [bigint, bigint],
  ][]) {
    const wide = type === "int64" || type === "uint64";
    const original = columnOf("n", type, 1500, (row) => {
      const share = BigInt(Math.floor(random() * 2 ** 53));
      const value =
        row === 3
          ? lowest
          : row === 4
            ? highest
            : lowest + ((highest - lowest) * share) / 2n ** 53n;
      return wide ? value : Number(value);
    });

    it(`${type}: exact to both extremes`, async () => {
      const { back } = await roundTrip(tableOf(original), "exact");
      expect(bytesOf(back.columns[0])).toEqual(bytesOf(original));
    });

    if (type === "bool") continue;
    it(`${type}: within a bound, inside the type`, async () => {
      const { bytes } = await roundTrip(tableOf(original), { range: 0.02 });
      const exact = await compress(tableOf(original), "exact");
      expect(bytes).toBeLessThan(exact.size);
      await roundTrip(tableOf(original), { absolute: 0.5 });
      await roundTrip(tableOf(original), { absolute: 1e30 });
    });
  }

  it("keeps integers exact below a bound of 1", async () => {
    const counts = columnOf("n", "int32", 500, (row) => row * row);
    const { back } = await roundTrip(tableOf(counts), { absolute: 0.99 });
    expect(back.columns[0].values).toEqual(counts.values);
  });

  it("codes counters and slowly growing ids as differences", async () => {
    const rows = 20_000;
    let event = 2n ** 40n;
    const ids = columnOf("event", "int64", rows, () => (event += random() < 0.3 ? 1n : 0n));
    const counter = columnOf("row", "uint32", rows, (row) => row);
    const { bytes } = await roundTrip(tableOf(ids, counter), "exact");
    const entropy = (rows * 0.8813) / 8;
    expect(bytes).toBeLessThan(1.02 * entropy + 1024);
  });
});

describe("odd tables", () => {
  const normal = seededNormal(8);

  it("of every type, with 1 and 10 rows", async () => {
    for (const rows of [1, 10]) {
      const columns = columnTypes.map((type) =>
        columnOf(type, type, rows, (row) =>
          type.endsWith("64") && type !== "float64" ? BigInt(row % 2) : row % 2,
        ),
      );
      const { back } = await roundTrip(
        tableOf(...columns),
        columnTypes.map((type) => (type.startsWith("float") ? { range: 1e-3 } : "exact")),
      );
      expect(back.columns.map(({ name, type }) => [name, type])).toEqual(
        columnTypes.map((type) => [type, type]),
      );
    }
  });

  it("without rows", async () => {
    const { back } = await roundTrip(tableOf(column("x", "float32", new Float32Array(0))), {
      range: 1e-3,
    });
    expect(back.rows).toBe(0);
    expect(back.columns[0].values).toBeInstanceOf(Float32Array);
  });

  it("whose columns are constant, all NaN, or 60 % sentinels cost next to nothing for these", async () => {
    const rows = 30_000;
    const empty = await compress(tableOf(columnOf("c", "float32", rows, () => 1.5)), {
      range: 1e-3,
    });
    expect(empty.size).toBeLessThan(1024);
    const nan = tableOf(columnOf("c", "float64", rows, () => NaN));
    expect((await roundTrip(nan, { range: 1e-3 })).bytes).toBeLessThan(1024);
    const mixed = tableOf(columnOf("m", "float32", rows, (row) => (row % 5 < 3 ? -999 : normal())));
    const { bytes } = await roundTrip(mixed, { range: 1e-2 }, [[-999]]);
    // Which rows are sentinels costs 0.971 bits, the others are normal on a grid of about 100 steps.
    expect(bytes).toBeLessThan(((0.971 + 0.4 * 5.9) * rows) / 8 + 1024);
  });

  it("of 200 columns", async () => {
    const columns = Array.from({ length: 200 }, (_, i) =>
      columnOf(`column ${i}`, "float32", 300, () => i * normal()),
    );
    await roundTrip(tableOf(...columns), { range: 1e-2 });
  });

  it("come back the same from the same bytes twice", async () => {
    const table = tableOf(columnOf("x", "float32", 4000, normal));
    expect((await compress(table, { range: 1e-3 })).bytes).toEqual(
      (await compress(table, { range: 1e-3 })).bytes,
    );
  });
});

describe("parts of a file", () => {
  const normal = seededNormal(9);
  const rows = 5000;
  const x = columnOf("x", "float32", rows, normal);
  const id = columnOf("id", "int64", rows, (row) => BigInt(3 * row));
  const table = tableOf(x, id);

  it("are the rows and columns asked for", async () => {
    const file = await compress(table, [{ range: 1e-3 }, "exact"], { chunkRows: 700 });
    const compressed = await openCompressed(file);
    const all = await compressed.decompress(javascriptNetworks);
    expect(all.columns[1].values).toEqual(id.values);
    for (const range of [
      [0, 1],
      [699, 701],
      [700, 1400],
      [4999, 5000],
      [123, 4567],
      [5, 5],
    ] as const) {
      const part = await compressed.decompress(javascriptNetworks, { rows: range });
      expect(part.columns[0].values).toEqual(all.columns[0].values.slice(...range));
      expect(part.columns[1].values).toEqual(all.columns[1].values.slice(...range));
    }
    const ids = await compressed.decompress(javascriptNetworks, { columns: ["id"] });
    expect(ids.columns.map(({ name }) => name)).toEqual(["id"]);
    expect(ids.columns[0].values).toEqual(id.values);
  });

  it("are read without the chunks beside them", async () => {
    const file = await compress(table, [{ range: 1e-3 }, "exact"], { chunkRows: 700 });
    const intact = await (await openCompressed(file)).decompress(javascriptNetworks);
    file.bytes[300] ^= 1; // in the first chunk
    const compressed = await openCompressed(file);
    const rest = await compressed.decompress(javascriptNetworks, { rows: [700, rows] });
    expect(rest.columns[1].values).toEqual(intact.columns[1].values.slice(700));
    await expect(compressed.decompress(javascriptNetworks)).rejects.toThrow(/chunk 0/);
  });

  it("must exist", async () => {
    const compressed = await openCompressed(await compress(table, [{ range: 1e-3 }, "exact"]));
    await expect(
      compressed.decompress(javascriptNetworks, { rows: [0, rows + 1] }),
    ).rejects.toThrow(/5000 rows/);
    await expect(compressed.decompress(javascriptNetworks, { columns: ["y"] })).rejects.toThrow(
      /no column "y"/,
    );
  });
});

describe("the byte budget", () => {
  it("adds up to the file, with little beside the coded data", async () => {
    const normal = seededNormal(10);
    const columns = Array.from({ length: 8 }, (_, i) =>
      columnOf(`c${i}`, "float32", 60_000, normal),
    );
    const file = await compress(tableOf(...columns), { range: 1e-3 });
    const { header } = await openCompressed(file);
    const { model, data, exceptions, header: rest } = header.bytes;
    expect(model + data + exceptions + rest).toBe(file.size);
    const coded = header.columnBytes.reduce((sum, { bitsPerValue }) => sum + bitsPerValue, 0);
    expect(file.size).toBeLessThan(1.01 * ((coded * 60_000) / 8) + 1024);
  });
});
