import { describe, expect, it } from "vitest";
import { layoutFor } from "../../../src/data/layoutFor.js";
import { rowRange, selectColumns } from "../../../src/data/sliceTable.js";
import type { Table, TableLayout } from "../../../src/data/table.js";
import { UsageError } from "../../../src/errors.js";
import { readTable } from "../../../src/data/readTable.js";
import { fileOf, written } from "../../support/tableBytes.js";

const table: Table = {
  rows: 3,
  layout: { format: "npz", kind: "matrix", member: "arr_0", names: null },
  columns: [
    { name: "c0", type: "float32", values: Float32Array.of(1, 2, 3) },
    { name: "c1", type: "float32", values: Float32Array.of(4, 5, 6) },
  ],
};

describe("rowRange", () => {
  it("takes the rows from the first up to but without the last", () => {
    const part = rowRange(table, 1, 3);
    expect(part.rows).toBe(2);
    expect(part.columns.map(({ values }) => [...values])).toEqual([
      [2, 3],
      [5, 6],
    ]);
    expect(rowRange(table, 2, 2).rows).toBe(0);
  });

  it.each([
    [-1, 2],
    [0, 4],
    [2, 1],
    [0.5, 2],
  ])("refuses %d:%d", (from, to) => {
    expect(() => rowRange(table, from, to)).toThrow(UsageError);
  });
});

describe("selectColumns", () => {
  it("takes columns in the order of the names, and keeps names that numbers no longer tell", async () => {
    const part = selectColumns(table, ["c1"]);
    const again = await readTable(fileOf("a.npz", await written(part)));
    expect(again.columns.map(({ name }) => name)).toEqual(["c1"]);
    expect(selectColumns(table, ["c1", "c0"]).columns.map(({ name }) => name)).toEqual([
      "c1",
      "c0",
    ]);
    expect(selectColumns(table, ["c0", "c1"]).layout).toEqual(table.layout);
  });

  it("refuses unknown names with the nearest, and names that come twice", () => {
    expect(() => selectColumns(table, ["C1"])).toThrow('no column "C1". Did you mean "c1"?');
    expect(() => selectColumns(table, ["mass"])).toThrow("There are: c0, c1.");
    expect(() => selectColumns(table, ["c0", "c0"])).toThrow("named twice");
  });
});

describe("layoutFor", () => {
  const matrix: TableLayout = { format: "npz", kind: "matrix", member: "data", names: "names" };
  it.each([
    ["out.npz", matrix, matrix],
    ["out.NPY", matrix, { format: "npy", kind: "array" }],
    ["a.b/out.csv", matrix, { format: "csv", kind: "text" }],
    ["out.tsv", { format: "csv", kind: "text" }, { format: "tsv", kind: "text" }],
    ["out.npz", { format: "csv", kind: "text" }, { format: "npz", kind: "columns" }],
    [
      "out.npz",
      { format: "npy", kind: "array" },
      { format: "npz", kind: "matrix", member: "data", names: null },
    ],
  ] as const)("%s from %j", (name, from, to) => {
    expect(layoutFor(name, from)).toEqual(to);
  });

  it("refuses other extensions", () => {
    expect(() => layoutFor("out.root", matrix)).toThrow(UsageError);
    expect(() => layoutFor("out", matrix)).toThrow(UsageError);
  });

  it("refuses one 2-D array for columns of several types when it is written", async () => {
    const mixed: Table = {
      rows: 1,
      layout: { format: "npy", kind: "array" },
      columns: [
        { name: "a", type: "float32", values: Float32Array.of(1) },
        { name: "b", type: "int8", values: Int8Array.of(1) },
      ],
    };
    await expect(written(mixed)).rejects.toThrow('"a" is float32 and "b" is int8');
  });
});
