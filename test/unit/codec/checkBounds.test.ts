import { describe, expect, it } from "vitest";
import { checkBounds } from "../../../src/codec/checkBounds.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { UsageError } from "../../../src/errors.js";
import { columnOf, compress, tableOf } from "./tables.js";

const rows = 100;
const original = tableOf(
  columnOf("x", "float64", rows, (row) => (row === 0 ? 0 : row === 1 ? -5 : row === 2 ? NaN : row)),
  columnOf("n", "int16", rows, (row) => row - 50),
  columnOf("b", "int64", rows, (row) => 2n ** 60n + BigInt(row)),
);

/** Decompressed table, header, and a way to change values by hand. */
async function decompressed() {
  const bounds = [{ absolute: 0.25 }, { absolute: 2 }, "exact"] as const;
  const file = await compress(original, bounds, { sentinels: [[-5], [], []] });
  const compressed = await openCompressed(file);
  return { header: compressed.header, table: await compressed.decompress(javascriptNetworks) };
}

describe("checkBounds", () => {
  it("finds nothing wrong with what was decompressed", async () => {
    const { header, table } = await decompressed();
    const check = checkBounds(original, table, header);
    expect(check).toMatchObject({ valuesChecked: 300, violations: 0 });
    expect(check.maxErrors[0]).toBeLessThanOrEqual(0.25);
    expect(check.maxErrors[1]).toBeGreaterThan(0);
    expect(check.maxErrors[2]).toBe(0);
  });

  it("allows the bound itself and nothing above it", async () => {
    const { header, table } = await decompressed();
    table.columns[0].values[10] = 10.25;
    table.columns[0].values[11] = 10.75;
    table.columns[1].values[20] = -28;
    expect(checkBounds(original, table, header).violations).toBe(0);
    table.columns[0].values[10] = 10.25 + 2 ** -49;
    table.columns[1].values[20] = -27;
    const check = checkBounds(original, table, header);
    expect(check.violations).toBe(2);
    expect(check.worst).toEqual({ column: "n", row: 20, error: 3, shareOfBound: 1.5 });
  });

  it("demands special values exactly: zero, its sign, NaN, sentinels, exact columns", async () => {
    const changes: readonly (readonly [number, number, number | bigint])[] = [
      [0, 0, 1e-300],
      [0, 0, -0],
      [0, 1, -5.0000001],
      [0, 2, 2],
      [0, 3, NaN],
      [0, 4, Infinity],
      [2, 5, 2n ** 60n + 6n],
    ];
    for (const [column, row, value] of changes) {
      const { header, table } = await decompressed();
      table.columns[column].values[row] = value;
      const check = checkBounds(original, table, header);
      expect(check.violations, `column ${column}, row ${row}`).toBe(1);
      expect(check.worst).toMatchObject({ row, shareOfBound: Number.MAX_VALUE });
    }
  });

  it("compares the bits of NaN", async () => {
    const { header, table } = await decompressed();
    const words = new Uint32Array(table.columns[0].values.buffer);
    words[2 * 2] ^= 1;
    expect(checkBounds(original, table, header).violations).toBe(1);
  });

  it("refuses tables that do not fit each other", async () => {
    const { header, table } = await decompressed();
    expect(() => checkBounds({ ...original, rows: 99 }, table, header)).toThrow(UsageError);
    const fewer = { ...table, columns: table.columns.slice(1) };
    expect(() => checkBounds(original, fewer, header)).toThrow(/no column "x"/);
  });
});
