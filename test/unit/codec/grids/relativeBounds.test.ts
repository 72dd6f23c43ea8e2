import { describe, expect, it } from "vitest";
import { checkBounds } from "../../../../src/codec/checkBounds.js";
import { exactInteger } from "../../../../src/codec/grids/exactInteger.js";
import { javascriptNetworks } from "../../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../../src/codec/openCompressed.js";
import type { Column, ColumnType, Table } from "../../../../src/data/table.js";
import { seededNormal, seededRandom } from "../random.js";
import { bytesOf, columnOf, compress, tableOf } from "../tables.js";
import { floatColumn, shapes } from "../../python/columns.js";

type RelativeBound = { relative: number } | { absolute: number; relative: number };

/** Values that are further away than the larger of both parts, or changed their sign, by whole multiples of 2^-1074. */
function violations(before: Column, after: Column, bound: RelativeBound): number {
  const absolute = "absolute" in bound ? exactInteger(bound.absolute) : 0n;
  const one = exactInteger(1);
  const whole = (value: number | bigint): bigint =>
    typeof value === "bigint" ? value * one : exactInteger(value);
  let count = 0;
  for (let row = 0; row < before.values.length; row++) {
    const x = before.values[row];
    if (!Number.isFinite(Number(x))) continue;
    const [exact, back] = [whole(x), whole(after.values[row])];
    const size = exact < 0n ? -exact : exact;
    const error = back > exact ? back - exact : exact - back;
    const within = error * one <= exactInteger(bound.relative) * size || error <= absolute;
    const signed = "absolute" in bound || exact > 0n === back > 0n;
    if (!within || !signed || (exact === 0n && back !== 0n)) count++;
  }
  return count;
}

async function roundTrip(
  table: Table,
  bound: RelativeBound,
): Promise<{ back: Table; bytes: number; kind: string; exceptions: number }> {
  const file = await compress(table, bound);
  const compressed = await openCompressed(file);
  const back = await compressed.decompress(javascriptNetworks);
  expect(checkBounds(table, back, compressed.header).violations).toBe(0);
  const [{ grid, exceptions, absoluteBound }] = compressed.header.columns;
  expect(absoluteBound).toBeNull();
  expect(violations(table.columns[0], back.columns[0], bound)).toBe(0);
  return { back, bytes: file.size, kind: grid.kind, exceptions };
}

describe("relative bounds", () => {
  for (const type of ["float32", "float64"] as const) {
    for (const shape of shapes) {
      for (const relative of [0.9, 0.3, 1e-2, 1e-5, 1e-7, 1e-13, 1e-300]) {
        it(`${type}, ${shape}, ${relative}: hold in exact arithmetic, special values come back`, async () => {
          const original = floatColumn("x", type, 1500, shape, 7);
          const { back } = await roundTrip(tableOf(original), { relative });
          const size = original.values.BYTES_PER_ELEMENT;
          for (let row = 0; row < 1500; row++) {
            if (Number.isFinite(original.values[row]) && original.values[row] !== 0) continue;
            const place = [row * size, (row + 1) * size] as const;
            expect(bytesOf(back.columns[0]).slice(...place)).toEqual(
              bytesOf(original).slice(...place),
            );
          }
          for (const absolute of [1e-3, 0.7, 1e40]) {
            await roundTrip(tableOf(original), { absolute, relative });
          }
        });
      }
    }
  }

  it("take the entropy of a grid of ratio (1 + p) / (1 - p)", async () => {
    const random = seededRandom(2);
    for (const type of ["float32", "float64"] as const) {
      for (const relative of [0.5, 1e-2, 1e-4]) {
        // Evenly spread over 20 octaves.
        const table = tableOf(columnOf("x", type, 20_000, () => 2 ** (20 * random())));
        const { bytes, kind, exceptions } = await roundTrip(table, { relative });
        expect(kind).toBe("logarithmic");
        expect(exceptions).toBe(0);
        const steps = Math.ceil(20 / Math.log2((1 + relative) / (1 - relative)));
        expect(bytes).toBeLessThan((20_000 * Math.log2(steps) * 1.02) / 8 + 700);
      }
    }
  });

  it("have no jump where both parts are equal", async () => {
    const random = seededRandom(9);
    // Evenly spread over steps of the grid around a / p = 100.
    const table = tableOf(columnOf("x", "float64", 20_000, () => 80 + 40 * random()));
    const { bytes } = await roundTrip(table, { absolute: 1, relative: 0.01 });
    const entropy = Math.log2(20 / 2 + Math.log(120 / 100) / 0.02);
    expect(bytes).toBeLessThan((20_000 * (entropy + 0.15)) / 8 + 700);
  });

  it("hold for integers to both extremes", async () => {
    const random = seededRandom(5);
    const limits: readonly (readonly [ColumnType, bigint, bigint])[] = [
      ["int8", -128n, 127n],
      ["uint16", 0n, 65535n],
      ["int32", -(2n ** 31n), 2n ** 31n - 1n],
      ["int64", -(2n ** 63n), 2n ** 63n - 1n],
      ["uint64", 0n, 2n ** 64n - 1n],
    ];
    for (const [type, lowest, highest] of limits) {
      const wide = type === "int64" || type === "uint64";
      const column = columnOf("n", type, 3000, (row) => {
        const bits = BigInt(Math.floor(random() * (wide ? 60 : 20)));
        const share = BigInt(Math.floor(random() * 2 ** 53));
        let value = row % 2 === 0 ? highest : lowest;
        if (row > 3) value = ((value * share) >> 53n) >> bits;
        return wide ? value : Number(value);
      });
      for (const relative of [0.4, 0.01, 1e-6]) {
        await roundTrip(tableOf(column), { relative });
        await roundTrip(tableOf(column), { absolute: 3, relative });
      }
      const exact = await compress(tableOf(column), "exact");
      const { bytes } = await roundTrip(tableOf(column), { relative: 0.2 });
      if (lowest < -1000n || wide) expect(bytes).toBeLessThan(0.7 * exact.size);
    }
  });

  it("keep every bit where the floats themselves are coarser", async () => {
    const normal = seededNormal(3);
    for (const [type, relative] of [
      ["float32", 1e-9],
      ["float64", 1e-17],
    ] as const) {
      const column = columnOf("x", type, 2000, normal);
      const { back } = await roundTrip(tableOf(column), { relative });
      expect(bytesOf(back.columns[0])).toEqual(bytesOf(column));
    }
  });
});
