import { describe, expect, it } from "vitest";
import { inputBytes } from "../../../src/data/inputBytes.js";
import { RowPicker, sampleStream } from "../../../src/data/sampleStream.js";
import { streamOf } from "../../../src/data/tableStream.js";
import { columnsInHex } from "../../support/tableBytes.js";
import { unevenTable } from "../codec/longTables.js";
import { columnOf, tableOf } from "../codec/tables.js";

const rows = 30_000;
const wanted = 4096;

describe("a sample of a long table", () => {
  it("has even runs of rows, and the same rows can be picked from another stream", async () => {
    const table = unevenTable(rows);
    const {
      table: sample,
      kept,
      evenRows,
    } = await sampleStream(streamOf(table), {
      rows: wanted,
      sentinels: table.columns.map(() => []),
    });
    expect(evenRows).toBe(wanted);
    expect(sample.rows).toBeLessThan(1.2 * wanted);
    expect(kept[0]).toMatchObject({ from: 0, at: 0 });
    expect(Math.max(...kept.map(({ to }) => to))).toBe(rows);
    for (const blockRows of [777, 10_000, rows]) {
      const picker = new RowPicker(sample, kept);
      for await (const block of streamOf(table).blocks(blockRows)) {
        picker.add(block.columns, block.rows);
      }
      expect(columnsInHex(picker.table)).toEqual(columnsInHex(sample));
    }
  });

  it("holds the extremes of every column, sentinels or not, and what is special", async () => {
    const at = 20_001;
    const table = tableOf(
      columnOf("outlier", "float32", rows, (row) => (row === at ? -1e30 : row % 100)),
      columnOf("behind sentinel", "float64", rows, (row) => {
        if (row % 50 === 0) return 9999;
        return row === at ? 777 : row % 100;
      }),
      columnOf("tiny", "float64", rows, (row) => (row === at ? 1e-300 : 1 + (row % 10))),
      columnOf("bits", "float64", rows, (row) => (row === at ? 1 / 3 : row % 8)),
      columnOf("wide", "int64", rows, (row) => (row === at ? -(2n ** 60n) : BigInt(row))),
      columnOf("nan", "float32", rows, (row) => (row >= at && row < at + 9 ? NaN : 1)),
    );
    const { table: sample } = await sampleStream(streamOf(table), {
      rows: wanted,
      sentinels: table.columns.map((_, i) => (i === 1 ? [9999] : [])),
    });
    const values = sample.columns.map((column) => Array.from<number | bigint>(column.values));
    expect(values[0]).toContain(Math.fround(-1e30));
    expect(values[1]).toContain(777);
    expect(values[2]).toContain(1e-300);
    expect(values[3]).toContain(1 / 3);
    expect(values[4]).toContain(-(2n ** 60n));
    expect(values[5]!.filter((value) => Number.isNaN(value)).length).toBeGreaterThanOrEqual(4);
  });

  it("counts the bytes of all rows", async () => {
    const table = unevenTable(rows);
    const { inputBytes: counted } = await sampleStream(streamOf(table), {
      rows: wanted,
      sentinels: table.columns.map(() => []),
    });
    expect(counted).toBe(inputBytes(table));
  });

  it("is the table where that has no more rows", async () => {
    const table = tableOf(columnOf("a", "int8", 50, (row) => row));
    const sample = await sampleStream(streamOf(table), { rows: wanted, sentinels: [[]] });
    expect(columnsInHex(sample.table)).toEqual(columnsInHex(table));
  });
});
