import { describe, expect, it } from "vitest";
import { compressStream } from "../../../src/codec/compressStream.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { verifyStream } from "../../../src/codec/verifyStream.js";
import type { Bound } from "../../../src/config/config.js";
import { rowRange } from "../../../src/data/sliceTable.js";
import { streamOf } from "../../../src/data/tableStream.js";
import { columnsInHex } from "../../support/tableBytes.js";
import { compressLong, shortlyTrained, unevenTable } from "./longTables.js";
import { compress } from "./tables.js";

const rows = 24_000;
const table = unevenTable(rows);
const quiet = { report: () => undefined, signal: new AbortController().signal };

const kinds: readonly (readonly [string, readonly Bound[]])[] = (
  [
    ["range", { range: 1e-3 }],
    ["absolute", { absolute: 0.25 }],
    ["relative", { relative: 1e-2 }],
    ["both", { absolute: 1e-3, relative: 1e-3 }],
    ["exact", "exact"],
  ] as const
).map(([name, bound]) => [
  name,
  table.columns.map(({ type }) => (type.startsWith("float") ? bound : "exact")),
]);

describe("a table that is read once from front to back", () => {
  it.each(kinds)("%s: every value within its bound, without a model", async (_, bounds) => {
    const { file } = await compressLong(table, bounds);
    const compressed = await openCompressed(file);
    const check = await verifyStream(compressed, streamOf(table), javascriptNetworks, quiet);
    expect(check.violations).toBe(0);
    expect(check.valuesChecked).toBe(rows * table.columns.length);
    // What the sample did not foresee is an exception, or costs more bits, and nothing else.
    const whole = await compress(table, bounds, { chunkRows: 1000 });
    expect(file.size).toBeLessThan(1.1 * whole.size);
  });

  it.each([kinds[0]!, kinds[4]!])(
    "%s: every value within its bound, with a model of the sample",
    async (_, bounds) => {
      const { sample } = await compressLong(table, bounds);
      const model = await shortlyTrained(sample.table, bounds);
      const { file } = await compressLong(table, bounds, model);
      const compressed = await openCompressed(file);
      expect(compressed.header.model?.type).toBe("masked");
      const check = await verifyStream(compressed, streamOf(table), javascriptNetworks, quiet);
      expect(check.violations).toBe(0);
      await compressed.verifyChecksums();
      const part = await compressed.decompress(javascriptNetworks, { rows: [11_900, 13_100] });
      const all = await compressed.decompress(javascriptNetworks);
      expect(columnsInHex(part)).toEqual(columnsInHex(rowRange(all, 11_900, 13_100)));
      expect((await compressLong(table, bounds, model)).file.bytes).toEqual(file.bytes);
    },
    120_000,
  );

  it("asks for the same absolute bound of a range as a table in memory", async () => {
    const bounds = kinds[0]![1];
    const { file, sentinels } = await compressLong(table, bounds);
    const { header } = await openCompressed(file);
    const whole = await openCompressed(await compress(table, bounds, { sentinels }));
    expect(header.columns.map(({ absoluteBound }) => absoluteBound)).toEqual(
      whole.header.columns.map(({ absoluteBound }) => absoluteBound),
    );
    expect(header.columns[3]!.sentinels).toEqual([-999]);
    expect(header.columns[3]!.exceptions).toBe(0);
  });

  it("keeps all rows in few chunks where they fit", async () => {
    const bounds = kinds[4]![1];
    const short = rowRange(table, 0, 500);
    const { file, sample } = await compressLong(short, bounds);
    expect(columnsInHex(sample.table)).toEqual(columnsInHex(short));
    const back = await (await openCompressed(file)).decompress(javascriptNetworks);
    expect(columnsInHex(back)).toEqual(columnsInHex(short));
  });

  it("refuses early what a file cannot hold, with a share of the rows that it can", async () => {
    const bounds = kinds[4]![1];
    const stream = streamOf(table);
    let written = 0;
    const sink = { write: (bytes: Uint8Array) => Promise.resolve(void (written += bytes.length)) };
    const options = {
      stream,
      sample: table,
      bounds,
      sentinels: bounds.map(() => []),
      units: bounds.map(() => null),
      model: null,
      networks: javascriptNetworks,
      provenance: {},
      chunkRows: 1000,
    };
    const { outputBytes } = await compressStream(options, sink);
    written = 0;
    const largestFile = Math.floor(outputBytes / 2);
    await expect(compressStream({ ...options, largestFile }, sink)).rejects.toThrow(
      /about 0\.\d+ GiB.* at most 4\d % of these/,
    );
    expect(written).toBeLessThan(outputBytes / 10);
    await expect(
      compressStream({ ...options, largestFile: Math.floor(0.9 * outputBytes) }, sink),
    ).rejects.toThrow("would exceed 4 GiB");
    await compressStream({ ...options, largestFile: outputBytes }, sink);
  });
});
