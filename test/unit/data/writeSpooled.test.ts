import { describe, expect, it } from "vitest";
import { SpooledTable } from "../../../src/data/spooledTable.js";
import type { Table, TableLayout } from "../../../src/data/table.js";
import { streamOf } from "../../../src/data/tableStream.js";
import { writeSpooled } from "../../../src/data/writeSpooled.js";
import { ScratchFile } from "../../../src/engine/scratchFile.js";
import { MemoryFile } from "../../../src/engine/memoryFile.js";
import { UsageError } from "../../../src/errors.js";
import { written } from "../../support/tableBytes.js";
import { columnOf, tableOf } from "../codec/tables.js";

const rows = 20_000;
const floats = tableOf(
  columnOf("a", "float32", rows, (row) => Math.fround(Math.cos(row))),
  columnOf("whole", "float32", rows, (row) => row % 9),
);
const mixed = tableOf(
  columnOf("a", "float64", rows, (row) => (row % 100 ? row / 7 : NaN)),
  columnOf("b", "bool", rows, (row) => row % 2),
  columnOf("c", "uint64", rows, (row) => 2n ** 60n + BigInt(row)),
);

/** What is written of a table that comes in blocks. */
async function spooled(table: Table, layout: TableLayout, blockRows: number): Promise<Uint8Array> {
  const out = new MemoryFile("out");
  await ScratchFile.with("scratch", async (scratch) => {
    const spool = new SpooledTable(table.columns, scratch);
    for await (const block of streamOf(table).blocks(blockRows)) {
      await spool.add(block.columns, block.rows);
    }
    await writeSpooled(spool, layout, out);
  });
  return out.read(0, out.size);
}

describe("writing a table that lies in a file", () => {
  const layouts: readonly (readonly [string, Table, TableLayout])[] = [
    ["columns", mixed, { format: "npz", kind: "columns" }],
    [
      "one matrix with names",
      floats,
      { format: "npz", kind: "matrix", member: "data", names: "names" },
    ],
    ["one matrix without", floats, { format: "npz", kind: "matrix", member: "x", names: null }],
    ["npy", floats, { format: "npy", kind: "array" }],
    ["csv", mixed, { format: "csv", kind: "text" }],
    ["tsv with whole floats", floats, { format: "tsv", kind: "text" }],
    ["arrays", floats, { format: "npz", kind: "arrays", shape: [200, 100], beside: [] }],
  ];
  it.each(layouts)("%s: the same bytes as from memory", async (_, table, layout) => {
    const whole = await written({ ...table, layout });
    for (const blockRows of [1001, rows]) {
      expect(Buffer.compare(await spooled(table, layout, blockRows), whole)).toBe(0);
    }
  });

  it("refuses what the layout cannot hold", async () => {
    await expect(spooled(mixed, { format: "npy", kind: "array" }, 500)).rejects.toThrow(UsageError);
  });
});
