import { readFileSync } from "node:fs";
import { bytesOf } from "../../src/data/columnValues.js";
import type { FileSource } from "../../src/data/fileAccess.js";
import type { Table } from "../../src/data/table.js";
import { writeTable } from "../../src/data/writeTable.js";
import { MemoryFile } from "../../src/engine/memoryFile.js";

/** A file in memory with the given content. */
export function fileOf(name: string, content: Uint8Array | string): FileSource {
  const file = new MemoryFile(name);
  void file.write(typeof content === "string" ? new TextEncoder().encode(content) : content);
  return file;
}

/** A file of test/fixtures/data. */
export function dataFixture(name: string): Uint8Array {
  return readFileSync(new URL(`../fixtures/data/${name}`, import.meta.url));
}

/** What `writeTable` writes. */
export async function written(table: Table): Promise<Uint8Array> {
  const file = new MemoryFile("written");
  await writeTable(table, file);
  return file.read(0, file.size);
}

/** A table's columns with their values as hexadecimal bytes, so that every bit counts. */
export function columnsInHex(table: Table): { name: string; type: string; bytes: string }[] {
  return table.columns.map(({ name, type, values }) => ({
    name,
    type,
    bytes: Buffer.from(bytesOf(values)).toString("hex"),
  }));
}
