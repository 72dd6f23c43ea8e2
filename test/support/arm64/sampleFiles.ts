import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { withFile } from "../../../src/engine/nodeFiles.js";
import { plantedModel, plantedTable } from "../../unit/codec/models.js";
import { compress } from "../../unit/codec/tables.js";
import { compressConfigInFolder } from "../../unit/engine/jobs/compressInFolder.js";
import { oddTables } from "../../unit/engine/jobs/oddTables.js";

/** Writes a compressed file of every kind into a folder: plain, dense with a bound, masked with and without context. */
const [folder] = process.argv.slice(2);
const planted = plantedTable(3000, 0.02, 30);
const plain = await compress(planted, { range: 1e-3 });
writeFileSync(join(folder, "plain.collimated.npz"), plain.bytes);
const dense = await compress(planted, { range: 1e-3 }, { model: plantedModel(planted) });
writeFileSync(join(folder, "dense.collimated.npz"), dense.bytes);
const tables = oddTables();
for (const [name, title, context] of [
  ["masked", "columns that copy each other", 0],
  ["maskedWithContext", "a column that sums others", 2],
] as const) {
  const output = join(folder, `${name}.collimated.npz`);
  const model = { type: "masked", context };
  const source = join(folder, "sources");
  await compressConfigInFolder(source, name, tables[title](), { model }, { output });
}
for (const [name, type] of Object.entries({ dense: "dense", masked: "masked" })) {
  const path = join(folder, `${name}.collimated.npz`);
  const { header } = await withFile(path, openCompressed);
  if (header.model?.type !== type) throw new Error(`${name}: the file has no ${type} model.`);
}
