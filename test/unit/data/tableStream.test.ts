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

  it("leaves arrays and text to be read as a whole", async () => {
    expect(await streamTable(fileOf("volume.npz", dataFixture("volume.npz")))).toBeNull();
    expect(await streamTable(fileOf("a.csv", "a,b\n1,2\n"))).toBeNull();
  });
});
