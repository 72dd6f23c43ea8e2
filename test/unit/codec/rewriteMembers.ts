import { ContainerReader } from "../../../src/codec/container/containerReader.js";
import { ContainerWriter } from "../../../src/codec/container/containerWriter.js";
import { BytesFile } from "./tables.js";

/** The file with its chunks, its model and its header changed, all checksums right. */
export async function rewriteMembers(
  { bytes }: BytesFile,
  change: (kind: "chunk" | "model" | "header", content: Uint8Array) => Uint8Array,
): Promise<BytesFile> {
  const source = await ContainerReader.open(new BytesFile(bytes));
  const target = new BytesFile();
  const writer = new ContainerWriter(target);
  for (const kind of ["chunk", "model"] as const) {
    for (const entry of source.entriesOf(kind)) {
      const content = change(kind, await source.readArray(entry));
      await writer.addArray(kind, `${kind}${String(entry.number)}`, content);
    }
  }
  const header = change("header", await source.readFile(source.entriesOf("header")[0]!));
  await writer.addFile("header", "collimate.json", Uint8Array.from(header));
  await writer.finish(source.tables);
  return target;
}

/** The file with another header. @throws where the header does not match `text` */
export function rewriteHeader(
  file: BytesFile,
  text: RegExp | string,
  other: string,
): Promise<BytesFile> {
  return rewriteMembers(file, (kind, content) => {
    if (kind !== "header") return content;
    const before = new TextDecoder().decode(content);
    if (before.replace(text, "") === before)
      throw new Error(`The header does not match ${String(text)}.`);
    return new TextEncoder().encode(before.replace(text, other));
  });
}
