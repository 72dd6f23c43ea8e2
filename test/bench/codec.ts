import { existsSync } from "node:fs";
import { join } from "node:path";
import { compressTable } from "../../src/codec/compressTable.js";
import { javascriptNetworks } from "../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../src/codec/openCompressed.js";
import type { Bound } from "../../src/config/config.js";
import { inputBytes } from "../../src/data/inputBytes.js";
import { readTable } from "../../src/data/readTable.js";
import type { Table } from "../../src/data/table.js";
import { MemoryFile } from "../../src/engine/memoryFile.js";
import { withFile } from "../../src/engine/nodeFiles.js";
import { jetSample } from "../../src/sample/jetSample.js";
import type { BenchRow } from "./benchRow.js";

const sampleRows = 500_000;
const repeats = 5;

/** The grid with its entropy coder, without a model: ratios, and rates in memory. */
export async function benchCodec(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  const file = join(process.env["COLLIMATE_DATA"] ?? "../shared/data", "genjets_cms.npz");
  if (existsSync(file)) {
    const jets = await withFile(file, (source) => readTable(source));
    for (const range of [1e-2, 1e-3, 1e-4, 1e-5]) {
      const compressed = await compress(jets, { range });
      rows.push({
        name: `genjets_cms, grid + entropy coder at ${range} of range`,
        value: inputBytes(jets) / compressed.size,
        unit: "ratio",
      });
    }
  } else {
    const skipped = "no genjets_cms.npz in COLLIMATE_DATA";
    rows.push({ name: "genjets_cms, grid + entropy coder", value: null, unit: "ratio", skipped });
  }
  const sample = jetSample(sampleRows, 1);
  const compressed = await compress(sample, { range: 1e-3 });
  const encode = await fastest(() => compress(sample, { range: 1e-3 }));
  const decode = await fastest(async () =>
    (await openCompressed(compressed)).decompress(javascriptNetworks),
  );
  const name = `grid + entropy coder, ${sample.columns.length} columns`;
  rows.push({ name: `${name}: encode`, value: sample.rows / encode, unit: "rows/s" });
  rows.push({ name: `${name}: decode`, value: sample.rows / decode, unit: "rows/s" });
  return rows;
}

async function compress(table: Table, bound: Bound): Promise<MemoryFile> {
  const file = new MemoryFile("bench.collimated.npz");
  await compressTable(
    {
      table,
      bounds: table.columns.map(({ type }) => (type.startsWith("float") ? bound : "exact")),
      sentinels: table.columns.map(() => []),
      units: table.columns.map(() => null),
      model: null,
      networks: javascriptNetworks,
      provenance: {},
    },
    file,
  );
  return file;
}

async function fastest(work: () => Promise<unknown>): Promise<number> {
  let best = Infinity;
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    await work();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}
