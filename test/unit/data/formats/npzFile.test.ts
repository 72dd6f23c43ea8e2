import { ZipWriter, Uint8ArrayReader, Uint8ArrayWriter } from "@zip.js/zip.js";
import { describe, expect, it } from "vitest";
import { npyHeaderBytes } from "../../../../src/data/formats/npyHeader.js";
import { readTable } from "../../../../src/data/readTable.js";
import { summarizeTable } from "../../../../src/data/summarizeTable.js";
import type { Table } from "../../../../src/data/table.js";
import { FileFormatError } from "../../../../src/errors.js";
import { seededRandom } from "../../../support/seededRandom.js";
import { columnsInHex, dataFixture, fileOf, written } from "../../../support/tableBytes.js";

type Members = readonly (readonly [string, Uint8Array])[];

async function zip(members: Members, level = 6): Promise<Uint8Array> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, level });
  for (const [name, bytes] of members) await writer.add(name, new Uint8ArrayReader(bytes));
  return writer.close();
}

function array(descr: string, shape: readonly number[], values: Uint8Array): Uint8Array {
  return Buffer.concat([npyHeaderBytes(descr, shape), values]);
}

const read = (bytes: Uint8Array): Promise<Table> => readTable(fileOf("in.npz", bytes));

describe("large tables", () => {
  const random = seededRandom(3);
  const rows = 150_001;
  const columns = Array.from({ length: 5 }, (_, i) => ({
    name: `column ${i}`,
    type: "float64" as const,
    values: Float64Array.from({ length: rows }, () => Math.fround(random())),
  }));

  it.each([
    { format: "npz", kind: "columns" },
    { format: "npz", kind: "matrix", member: "data", names: "names" },
  ] as const)("come back over many pieces: $kind", async (layout) => {
    const table: Table = { rows, columns, layout };
    const again = await read(await written(table));
    expect(again.rows).toBe(rows);
    expect(again.layout).toEqual(layout);
    again.columns.forEach((column, i) => {
      expect(column.name).toBe(columns[i]!.name);
      expect(
        Buffer.compare(Buffer.from(column.values.buffer), Buffer.from(columns[i]!.values.buffer)),
      ).toBe(0);
    });
  });

  it("are written the same at any time", async () => {
    const table: Table = { rows, columns, layout: { format: "npz", kind: "columns" } };
    const first = await written(table);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect(Buffer.compare(await written(table), first)).toBe(0);
  });

  it("are read from deflated members", async () => {
    const values = new Float64Array(300_000).map((_, i) => i % 1000);
    const bytes = array("<f8", [300_000], new Uint8Array(values.buffer));
    const table = await read(await zip([["x.npy", bytes]]));
    expect(columnsInHex(table)).toEqual([
      { name: "x", type: "float64", bytes: Buffer.from(values.buffer).toString("hex") },
    ]);
  });

  it("cost only their headers to summarize", async () => {
    const file = fileOf(
      "in.npz",
      await written({ rows, columns, layout: { format: "npz", kind: "columns" } }),
    );
    let bytesRead = 0;
    const counting = {
      name: file.name,
      size: file.size,
      read: async (offset: number, length: number) => {
        const bytes = await file.read(offset, length);
        bytesRead += bytes.length;
        return bytes;
      },
    };
    const summary = await summarizeTable(counting);
    expect(summary.rows).toBe(rows);
    expect(bytesRead).toBeLessThan(file.size / 10);
  });
});

describe("hostile and damaged files", () => {
  const zeros = new Uint8Array(10_000_000);

  it("declared shapes larger than the data", async () => {
    const forged = array("<f8", [1e12, 8], new Uint8Array(64));
    await expect(read(await zip([["x.npy", forged]]))).rejects.toThrow(
      /in\.npz, array "x" declares the shape \(1000000000000, 8\), which takes \d+ bytes, but holds/,
    );
  });

  it("zip bombs whose shape is small", async () => {
    const bomb = array("<f8", [2], zeros);
    await expect(read(await zip([["x.npy", bomb]]))).rejects.toThrow(/array "x" declares.*damaged/);
  });

  it("members that declare more than deflate can hold", async () => {
    const bytes = await zip([["x.npy", array("<f8", [1000], zeros.subarray(0, 8000))]]);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let directory = bytes.length - 4;
    while (view.getUint32(directory, true) !== 0x02014b50) directory--;
    view.setUint32(directory + 24, 3_000_000_000, true);
    await expect(read(bytes)).rejects.toThrow(
      /declares 3000000000 bytes, more than its \d+ packed/,
    );
  });

  it("arrays with more columns than anyone has", async () => {
    const wide = array("|u1", [0, 1e12], new Uint8Array(0));
    await expect(read(await zip([["x.npy", wide]]))).rejects.toThrow("1000000000000 columns");
  });

  it("members that are no arrays, and compressed files", async () => {
    const note = new TextEncoder().encode("hello, this is a text");
    await expect(read(await zip([["note.txt", note]]))).rejects.toThrow('holds "note.txt"');
    await expect(read(await zip([["x.npy", note]]))).rejects.toThrow('"x" is not a NumPy array');
    await expect(read(await zip([["x.npy", new Uint8Array(0)]]))).rejects.toThrow("cut off");
    await expect(read(await zip([["collimate.json", note]]))).rejects.toThrow("decompress it");
    await expect(read(await zip([]))).rejects.toThrow("holds no array");
  });

  it.each(["types.npz", "bigEndian.npz", "matrix-int16-C.npz"])(
    "%s cut off anywhere is refused as such",
    async (name) => {
      const bytes = dataFixture(name);
      for (let length = 1; length < bytes.length; length += 1 + (length % 7)) {
        await expect(read(bytes.subarray(0, length))).rejects.toThrow(FileFormatError);
      }
    },
  );

  it.each(["matrix-int16-C.npz", "names-bigEndian.npz"])(
    "%s with any byte changed is either refused or read without harm",
    async (name) => {
      const bytes = dataFixture(name);
      const whole = columnsInHex(await read(bytes));
      let refused = 0;
      for (let at = 0; at < bytes.length; at++) {
        const changed = Uint8Array.from(bytes);
        changed[at] = changed[at]! ^ (1 << (at % 8));
        try {
          const columns = columnsInHex(await read(changed));
          expect(columns.map((column) => column.bytes)).toEqual(
            whole.map((column) => column.bytes),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(FileFormatError);
          refused++;
        }
      }
      expect(refused).toBeGreaterThan(bytes.length / 2);
    },
  );
});
