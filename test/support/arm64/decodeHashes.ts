import { createHash } from "node:crypto";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { withFile } from "../../../src/engine/nodeFiles.js";

/** Prints the SHA-256 of every column of compressed files, decoded in plain JavaScript. */
const hashes: Record<string, string>[] = [];
for (const path of process.argv.slice(2)) {
  const { columns } = await withFile(path, async (file) =>
    (await openCompressed(file)).decompress(javascriptNetworks),
  );
  const pairs = columns.map(({ name, values }): [string, string] => {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return [name, createHash("sha256").update(bytes).digest("hex")];
  });
  hashes.push(Object.fromEntries(pairs));
}
process.stdout.write(JSON.stringify({ machine: process.arch, hashes }));
