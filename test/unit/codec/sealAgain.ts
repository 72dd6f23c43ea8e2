import { crc32 } from "../../../src/data/crc32.js";
import { fileCommentLength } from "../../../src/codec/container/fileComment.js";

/** Walks the zip from the front and makes all checksums fit again after a mutation. */
export function sealAgain(bytes: Uint8Array<ArrayBuffer>): void {
  const view = new DataView(bytes.buffer);
  const text = String.fromCharCode(...bytes.subarray(bytes.length - fileCommentLength));
  const tailLength = parseInt(text.slice(12, 20), 16);
  const tailStart = bytes.length - fileCommentLength - tailLength;
  const nameLength = view.getUint16(tailStart + 26, true);
  const npy = tailStart + 30 + nameLength;
  // A mutation of the index itself may lead anywhere: then the checksums stay as they are.
  let entry = npy + 16 + view.getUint16(Math.min(npy + 8, bytes.length - 2), true);
  for (let offset = 0; offset < tailStart && entry + 9 < bytes.length; entry += 9) {
    const length = view.getUint32(entry + 1, true);
    if (length === 0) break;
    view.setUint32(entry + 5, crc32(bytes.subarray(offset, offset + length)), true);
    offset += length;
  }
  const tailEnd = bytes.length - fileCommentLength;
  const hex = (value: number): string => value.toString(16).padStart(8, "0");
  const set = (value: string, at: number): void =>
    bytes.set(
      Uint8Array.from(value, (character) => character.charCodeAt(0)),
      at,
    );
  set(hex(crc32(bytes.subarray(tailStart, tailEnd))), tailEnd + 21);
  set(hex(crc32(bytes.subarray(tailEnd, bytes.length - 8))), bytes.length - 8);
}
