import { describe, expect, it } from "vitest";
import { layoutFor } from "../../../src/data/layoutFor.js";
import { readTable } from "../../../src/data/readTable.js";
import { summarizeTable } from "../../../src/data/summarizeTable.js";
import { FileFormatError, UsageError } from "../../../src/errors.js";
import { columnsInHex, dataFixture, fileOf, written } from "../../support/tableBytes.js";

interface ExpectedTable {
  readonly rows: number;
  readonly columns: readonly { name: string; type: string; bytes: string }[];
}

const expected = JSON.parse(new TextDecoder().decode(dataFixture("expected.json"))) as Record<
  string,
  ExpectedTable
>;

describe("files written by numpy", () => {
  it.each(Object.keys(expected))("%s is read to the last bit", async (name) => {
    const file = fileOf(name, dataFixture(name));
    const table = await readTable(file);
    expect({ rows: table.rows, columns: columnsInHex(table) }).toEqual(expected[name]);
    const summary = await summarizeTable(file);
    expect(summary).toEqual({
      rows: table.rows,
      columns: table.columns.map(({ name, type }) => ({ name, type })),
      layout: table.layout,
    });
  });

  it.each([
    "types.npz",
    "matrix-float64-F.npz",
    "matrix-uint8-C.npz",
    "unnamed.npz",
    "noRows.npy",
    "volume.npz",
    "field.npz",
    "images.npz",
    "image.npy",
    "volume.npy",
  ])("%s comes back from writing and reading", async (name) => {
    const table = await readTable(fileOf(name, dataFixture(name)));
    const again = await readTable(fileOf(name, await written(table)));
    expect(columnsInHex(again)).toEqual(columnsInHex(table));
    expect(again.layout).toEqual(table.layout);
  });

  it.each(["version1.npy", "noRows.npy", "image.npy", "volume.npy"])(
    "%s is written as numpy writes it",
    async (name) => {
      const bytes = dataFixture(name);
      expect(Buffer.from(await written(await readTable(fileOf(name, bytes))))).toEqual(
        Buffer.from(bytes),
      );
    },
  );
});

describe("arrays", () => {
  it("bring their shape, and what is small beside them", async () => {
    const { layout } = await readTable(fileOf("volume.npz", dataFixture("volume.npz")));
    const note = Buffer.from("ü", "utf16le").toString("hex") + "0000";
    expect(layout).toEqual({
      format: "npz",
      kind: "arrays",
      shape: [2, 3, 4, 5],
      beside: [
        { name: "names", type: "<f8", shape: [0], bytes: "" },
        {
          name: "time",
          type: "<f8",
          shape: [3],
          bytes: Buffer.from(Float64Array.of(0, 1, 2).buffer).toString("hex"),
        },
        { name: "note", type: "<U1", shape: [], bytes: note },
      ],
    });
  });

  it("of two dimensions are tables where that is asked for, or they are not smooth", async () => {
    const image = fileOf("image.npy", dataFixture("image.npy"));
    expect((await readTable(image)).columns).toHaveLength(1);
    expect((await readTable(image, undefined, "table")).columns).toHaveLength(20);
    const rows = fileOf("version1.npy", dataFixture("version1.npy"));
    const { layout } = await readTable(rows, undefined, "array");
    expect(layout.kind).toBe("arrays");
    expect((await readTable(rows)).layout.kind).toBe("array");
    const two = fileOf("twoTables.npz", dataFixture("refused-twoTables.npz"));
    expect((await readTable(two, undefined, "array")).columns).toHaveLength(2);
  });

  it.each([
    ["a waveform in each row", 256, 64, (wave: number, sample: number) => pulse(wave, sample)],
    ["rows like the rows before", 64, 256, (wave: number, sample: number) => pulse(sample, wave)],
  ])("of two dimensions with %s", async (_, height, width, valueAt) => {
    const values = Int16Array.from({ length: height * width }, (__, i) =>
      valueAt(Math.floor(i / width), i % width),
    );
    const column = { name: "data", type: "int16", values } as const;
    const layout = { format: "npy", kind: "arrays", shape: [height, width], beside: [] } as const;
    const file = fileOf("x.npy", await written({ rows: values.length, columns: [column], layout }));
    expect((await readTable(file)).layout.kind).toBe(height > width ? "arrays" : "array");
  });

  it("change between .npz and .npy, and go nowhere else", async () => {
    const table = await readTable(fileOf("volume.npy", dataFixture("volume.npy")));
    const layout = layoutFor("x.npz", table.layout);
    const again = await readTable(fileOf("x.npz", await written({ ...table, layout })));
    expect(columnsInHex(again)).toEqual(columnsInHex(table));
    expect(() => layoutFor("x.csv", table.layout)).toThrow(/2 x 3 x 4 x 5 are written as .npz/);
    const several = await readTable(fileOf("volume.npz", dataFixture("volume.npz")));
    const single = { ...several, layout: layoutFor("x.npy", several.layout) };
    await expect(written(single)).rejects.toThrow(/holds one array/);
  });
});

/** Pulses of different heights at different times. */
function pulse(wave: number, sample: number): number {
  const late = sample - ((wave * 37) % 40);
  return late > 0 ? ((wave * 7919) % 3001) * (late / 8) * Math.exp(1 - late / 8) : 0;
}

describe("what cannot be a table is refused by name and with a reason", () => {
  it.each([
    ["objects", /"bad" holds Python objects.*pickle is never read/],
    ["half", /"bad" holds float16.*astype\("float32"\)/],
    ["complex", /"bad" holds complex numbers/],
    ["bytes", /"bad" holds text/],
    ["text", /"bad" holds text/],
    ["dates", /"bad" holds dates.*astype\("int64"\)/],
    ["records", /"bad" holds records/],
    ["scalar", /"bad" is a single number/],
    ["fiveDimensions", /"bad" has 5 dimensions; up to 4 can be compressed/],
    ["otherShape", /"x" has the shape \(9, 40, 50\), but "bad" has \(30, 40, 49\)/],
    ["otherLength", /"bad" has 3 values where "x" has 4/],
    ["twoTables", /"bad" is a second 2-D array beside "x"/],
    ["weightBesideTable", /"bad" stands beside the 2-D array "data"/],
    ["tooFewNames", /array "names" has the shape \(1,\), but "data" has 2 columns/],
    ["sameName", /two columns called "bad"/],
    ["noColumns", /"bad" has no columns/],
  ])("%s", async (name, reason) => {
    const file = fileOf("in.npz", dataFixture(`refused-${name}.npz`));
    await expect(readTable(file)).rejects.toThrow(FileFormatError);
    await expect(readTable(file)).rejects.toThrow(reason);
    await expect(summarizeTable(file)).rejects.toThrow(reason);
  });

  it("a vector in .npy", async () => {
    const file = fileOf("x.npy", dataFixture("refused-vector.npy"));
    await expect(readTable(file)).rejects.toThrow(/x\.npy has the shape \(4,\)/);
  });

  it("an unknown extension, unless the content tells", async () => {
    await expect(readTable(fileOf("jets.root", "root"))).rejects.toThrow(UsageError);
    const table = await readTable(fileOf("download", dataFixture("types.npz")));
    expect(table.columns).toHaveLength(11);
  });

  it("an empty file", async () => {
    await expect(readTable(fileOf("a.npz", ""))).rejects.toThrow("a.npz is empty.");
  });
});

describe("stopping", () => {
  it.each(["types.npz", "bigEndian.npz", "version1.npy"])("%s", async (name) => {
    const stop = new AbortController();
    stop.abort(new Error("enough"));
    const progress = { report: () => undefined, signal: stop.signal };
    await expect(readTable(fileOf(name, dataFixture(name)), progress)).rejects.toThrow("enough");
  });
});
