import { describe, expect, it } from "vitest";
import { compressStream } from "../../../../src/codec/compressStream.js";
import { javascriptNetworks } from "../../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../../src/codec/openCompressed.js";
import { verifyStream } from "../../../../src/codec/verifyStream.js";
import type { Bound } from "../../../../src/config/config.js";
import { sampleStream } from "../../../../src/data/sampleStream.js";
import { streamTable } from "../../../../src/data/streamTable.js";
import { columnsInHex, fileOf, written } from "../../../support/tableBytes.js";
import { BytesFile, compress } from "../tables.js";
import { arrays, placesOf, waves } from "./fields.js";
import { trainedField } from "./trainedField.js";

const shape = [40, 12, 14];
const frame = placesOf(shape.slice(1));
const chunkRows = 8 * frame;
const table = arrays(
  shape,
  waves("u", "float32", shape, 1),
  waves("n", "int16", shape, 2, { size: 50 }),
);
// What no sampled chunk holds: far outside, and special.
const floats = table.columns[0]!.values as Float32Array;
floats[9 * frame + 5] = 1e3;
floats[9 * frame + 6] = NaN;
floats[17 * frame] = -0;
const bounds: Bound[] = [{ absolute: 1e-3 }, "exact"];
const quiet = { report: () => undefined, signal: new AbortController().signal };

describe("arrays that are read once from front to back", () => {
  it("are coded in chunks of frames as in memory, every value within its bound", async () => {
    const stream = (await streamTable(fileOf("a.npz", await written(table)), "array"))!;
    const sample = await sampleStream(stream, {
      rows: 2 * chunkRows,
      runRows: chunkRows,
      sentinels: [[], []],
    });
    expect(sample.evenRows).toBe(2 * chunkRows);
    expect(sample.table.layout).toMatchObject({ shape: [16, 12, 14] });
    const [first, last] = sample.kept.filter(({ from, to }) => to - from === chunkRows);
    expect([first!.from, last!.to]).toEqual([0, placesOf(shape)]);

    const model = await trainedField(table, bounds, 4);
    const common = {
      bounds,
      sentinels: [[], []],
      units: [null, null],
      model,
      networks: javascriptNetworks,
      provenance: {},
      chunkRows,
    };
    const file = new BytesFile();
    await compressStream({ ...common, stream, sample: sample.table }, file);
    const compressed = await openCompressed(file);
    expect(compressed.header.model?.type).toBe("field");
    expect(compressed.header.layout).toEqual(table.layout);
    const check = await verifyStream(compressed, stream, javascriptNetworks, quiet);
    expect(check).toMatchObject({ violations: 0, valuesChecked: 2 * placesOf(shape) });

    const whole = await compress(table, bounds, common);
    expect(file.size).toBeLessThan(1.05 * whole.size);
    const back = await compressed.decompress(javascriptNetworks);
    expect(columnsInHex(back)[1]).toEqual(columnsInHex(table)[1]);
    // Planned from all values, chunks are those of memory.
    const same = new BytesFile();
    await compressStream({ ...common, stream, sample: table }, same);
    expect(columnsInHex(await (await openCompressed(same)).decompress(javascriptNetworks))).toEqual(
      columnsInHex(await (await openCompressed(whole)).decompress(javascriptNetworks)),
    );
  }, 120_000);

  it("are read as a whole where the first index runs fastest", async () => {
    const header =
      "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3, 4), }".padEnd(117) + "\n";
    const bytes = new Uint8Array(128 + 96);
    bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
    bytes.set(new TextEncoder().encode(header), 10);
    expect(await streamTable(fileOf("a.npy", bytes))).toBeNull();
  });
});
