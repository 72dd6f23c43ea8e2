import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Table } from "../../../../src/data/table.js";
import { writeTable } from "../../../../src/data/writeTable.js";
import {
  compressFile,
  type CompressOutcome,
  type CompressRequest,
} from "../../../../src/engine/jobs/compressFile.js";
import { writeWhole } from "../../../../src/engine/nodeFiles.js";

const silent = { report: () => undefined, signal: new AbortController().signal };

/** Writes a table as `NAME.npz` and compresses it as the command line does, with training and verification. */
export async function compressInFolder(
  folder: string,
  name: string,
  table: Table,
  request: Partial<CompressRequest> = {},
): Promise<CompressOutcome> {
  const target = join(folder, `${name}.npz`);
  await writeWhole(target, (sink) => writeTable(table, sink));
  return compressFile({ target, threads: 2, ...request }, silent);
}

/** The same with a config. */
export async function compressConfigInFolder(
  folder: string,
  name: string,
  table: Table,
  config: object,
  request: Partial<CompressRequest> = {},
): Promise<CompressOutcome> {
  const target = join(folder, `${name}.collimate.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(target, JSON.stringify({ input: `${name}.npz`, ...config }));
  return compressInFolder(folder, name, table, { target, ...request });
}
