import { readFileSync } from "node:fs";

/** Paths and sizes of the files in a zip archive, from its directory (without zip64). */
export function listZip(path) {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  if (end < 0) throw new Error(`${path} is not a zip archive.`);
  const entries = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
    const nameLength = bytes.readUInt16LE(at + 28);
    const rest = bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    entries.push({
      path: bytes.toString("utf8", at + 46, at + 46 + nameLength),
      size: bytes.readUInt32LE(at + 24),
    });
    at += 46 + nameLength + rest;
  }
  return entries.filter((entry) => !entry.path.endsWith("/"));
}
