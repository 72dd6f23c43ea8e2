import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import type { Table } from "../../../src/data/table.js";
import { networkRunners } from "../../../src/runtime/networkRunners.js";
import { bytesOf, type BytesFile } from "../codec/tables.js";
import type { ReaderPlace } from "./readerPlace.js";

/** The Python reader. */
export const reader = fileURLToPath(new URL("../../../src/python/collimate.py", import.meta.url));
const driver = fileURLToPath(new URL("./read_files.py", import.meta.url));
const networks = networkRunners(1);

/** A file to read, or a part of it. */
export interface Job {
  readonly bytes: Uint8Array;
  readonly columns?: readonly string[];
  readonly rows?: readonly [number, number];
}

/** What became of a job: name, type and hash of every column, or why there are none. */
export interface Outcome {
  readonly columns?: readonly (readonly [string, string, string])[];
  readonly refused?: string;
  readonly crashed?: string;
}

/** Reads files with the Python reader, all in one process; the folder holds them meanwhile. */
export function readWith(
  { python, folder }: ReaderPlace,
  jobs: readonly Job[],
  timeout?: number,
): readonly Outcome[] {
  const list = jobs.map(({ bytes, ...rest }, i) => {
    const path = join(folder, `${String(i)}.collimated.npz`);
    writeFileSync(path, bytes);
    return { path, ...rest };
  });
  writeFileSync(join(folder, "jobs.json"), JSON.stringify(list));
  const out = execFileSync(python, ["-W", "error", driver, reader, join(folder, "jobs.json")], {
    maxBuffer: 2 ** 28,
    ...(timeout === undefined ? {} : { timeout }),
  });
  return JSON.parse(out.toString()) as Outcome[];
}

/** Expects the same bits from both readers, whole and in part. */
export async function compareReaders(
  place: ReaderPlace,
  files: readonly BytesFile[],
): Promise<void> {
  const jobs: Job[] = [];
  const expected: Outcome[] = [];
  for (const file of files) {
    const compressed = await openCompressed(file);
    const { layout, columns } = compressed.header;
    const rows = layout.kind === "arrays" ? layout.shape[0]! : compressed.header.rows;
    const part = {
      rows: [Math.floor(rows / 3), Math.ceil(rows / 1.2)] as const,
      columns: columns.map(({ name }) => name).filter((_, i) => i % 2 === 0),
    };
    for (const selection of [{}, part]) {
      jobs.push({ bytes: file.bytes, ...selection });
      expected.push(described(await compressed.decompress(networks, selection)));
    }
  }
  readWith(place, jobs).forEach((outcome, i) => {
    expect(outcome, `file ${String(i >> 1)}`).toEqual(expected[i]);
  });
}

/** A table as the Python side tells of one. */
export function described(table: Table): Outcome {
  return {
    columns: table.columns.map((column) => [
      column.name,
      column.type,
      createHash("sha256").update(bytesOf(column)).digest("hex"),
    ]),
  };
}
