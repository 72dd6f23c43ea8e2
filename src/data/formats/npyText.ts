import { FileFormatError } from "../../errors.js";
import { npyHeaderBytes, type NpyHeader } from "./npyHeader.js";

/**
 * The texts of an array of numpy's type `<U` or `>U` with one dimension: UCS-4, padded with zeros.
 * @param bytes all of the values
 * @throws FileFormatError where they are not text
 */
export function decodeNpyText(header: NpyHeader, bytes: Uint8Array, where: string): string[] {
  if (header.type.kind !== "text") throw new Error("Not an array of text");
  const { characters, itemBytes, bigEndian } = header.type;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: header.count }, (_, item) => {
    const codes: number[] = [];
    for (let i = 0; i < characters; i++) {
      const code = view.getUint32(item * itemBytes + 4 * i, !bigEndian);
      if (code > 0x10ffff) {
        throw new FileFormatError(`${where} holds ${code}, which is no character: it is damaged.`);
      }
      codes.push(code);
    }
    while (codes.at(-1) === 0) codes.pop();
    return codes.map((code) => String.fromCodePoint(code)).join("");
  });
}

/**
 * A whole `.npy` array of type `<U` that holds `texts`.
 * @param least characters that the type has in any case
 */
export function encodeNpyText(texts: readonly string[], least = 1): Uint8Array {
  const codes = texts.map((text) => Array.from(text, (character) => character.codePointAt(0)!));
  const characters = Math.max(least, ...codes.map((item) => item.length));
  const header = npyHeaderBytes(`<U${characters}`, [texts.length]);
  const bytes = new Uint8Array(header.length + 4 * characters * texts.length);
  bytes.set(header);
  const view = new DataView(bytes.buffer, header.length);
  codes.forEach((item, row) => {
    item.forEach((code, i) => view.setUint32(4 * (row * characters + i), code, true));
  });
  return bytes;
}
