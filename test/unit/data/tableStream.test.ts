import { describe, expect, it } from "vitest";
import { readTable } from "../../../src/data/readTable.js";
import { streamTable } from "../../../src/data/streamTable.js";
import { selectStream, type TableStream } from "../../../src/data/tableStream.js";
import type { Table } from "../../../src/data/table.js";
import { FileFormatError } from "../../../src/errors.js";
import { columnsInHex, dataFixture, fileOf, written } from "../../support/tableBytes.js";
import { columnOf, tableOf } from "../codec/tables.js";

/** All rows of a stream as hexadecimal bytes by column. */
async function wholeOf(
  stream: TableStream,
  blockRows: number,
): Promise<ReturnType<typeof columnsInHex>> {
  let whole: ReturnType<typeof columnsInHex> | null = null;
  for await (const block of stream.blocks(blockRows)) {
    const part = columnsInHex(block);
    whole =
      whole === null
        ? part
        : whole.map((own, i) => ({ ...own, bytes: own.bytes + part[i]!.bytes }));
  }
  return whole ?? [];
}

describe("tables read block by block", () => {
  it.each([
    "types.npz",
    "bigEndian.npz",
    "matrix-float32-C.npz",
    "matrix-float64-F.npz",
    "matrix-int16-F.npz",
    "matrix-uint8-C.npz",
    "names-bigEndian.npz",
    "unnamed.npz",
    "version2.npy",
  ])("%s: the same values, types, names and layout as at once", async (name) => {
    const file = fileOf(name, dataFixture(name));
    const table = await readTable(file, undefined, "table");
    const stream = (await streamTable(file, "table"))!;
    expect(stream.rows).toBe(table.rows);
    expect(stream.layout).toEqual(table.layout);
    for (const blockRows of [1, 7, 1 << 20]) {
      expect(await wholeOf(stream, blockRows)).toEqual(columnsInHex(table));
    }
  });

  const rows = 30_000;
  const long: Table = tableOf(
    columnOf("a", "float64", rows, (row) => Math.sin(row)),
    columnOf("b", "int16", rows, (row) => row % 1000),
  );

  it("reads members that are longer than a piece, and chosen columns alone", async () => {
    const file = fileOf("long.npz", await written(long));
    const stream = (await streamTable(file))!;
    expect(await wholeOf(stream, 4097)).toEqual(columnsInHex(long));
    const chosen = selectStream(stream, ["b"]);
    expect(await wholeOf(chosen, 999)).toEqual(columnsInHex(long).slice(1));
    const blocks = stream.blocks(100);
    await blocks.next();
    await blocks.return(undefined);
  });

  it("finds damage where it comes to it", async () => {
    const bytes = (await written(long)).slice();
    bytes[150_000]! ^= 4;
    const stream = (await streamTable(fileOf("long.npz", bytes)))!;
    const blocks = stream.blocks(1000);
    await expect(blocks.next()).resolves.toMatchObject({ done: false });
    await expect(
      (async () => {
        while ((await blocks.next()).done !== true);
      })(),
    ).rejects.toBeInstanceOf(FileFormatError);
  });

  const kinds = [
    ["floats and gaps", (row: number) => (row % 11 === 3 ? "" : String(Math.sin(row)))],
    ["a fraction at the end", (row: number) => (row === 39_999 ? "0.5" : String(row))],
    ["wide integers far behind", (row: number) => (row > 39_000 ? `-${2n ** 62n}` : String(row))],
    ["unsigned", (row: number) => (row === 20_000 ? String(2n ** 64n - 1n) : "7")],
    ["truth", (row: number) => (row % 3 === 0 ? "true" : "FALSE")],
    ["special", (row: number) => ["-0", "nan", "-inf", "1e-3"][row % 4]!],
  ] as const;
  const text = [
    kinds.map(([name]) => name).join(","),
    ...Array.from(
      { length: 40_000 },
      (_, row) =>
        // Blank lines and quotation marks are no rows and no values.
        (row % 1000 === 5 ? "\r\n" : "") + kinds.map(([, cell]) => `"${cell(row)}"`).join(","),
    ),
  ].join("\r\n");

  it("reads text in blocks as at once, types from all rows included", async () => {
    const file = fileOf("in.csv", text);
    const table = await readTable(file);
    expect(table.columns.map(({ type }) => type)).toEqual([
      "float64",
      "float64",
      "int64",
      "uint64",
      "bool",
      "float64",
    ]);
    const stream = (await streamTable(file))!;
    expect(stream.rows).toBe(40_000);
    expect(stream.layout).toEqual(table.layout);
    expect(stream.columns).toEqual(
      table.columns.map(({ name, type, text: own }) => ({ name, type, text: own })),
    );
    const known = (await streamTable(file, undefined, stream))!;
    for (const blockRows of [999, 15_000, 1 << 20]) {
      expect(await wholeOf(known, blockRows)).toEqual(columnsInHex(table));
    }
    await expect(streamTable(fileOf("in.csv", `${text}\r\n1,x,1,1,true,1`))).rejects.toThrow(
      /line \d+, column "a fraction at the end": "x" is not a number/,
    );
  });
});
