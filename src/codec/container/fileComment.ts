import { FileFormatError } from "../../errors.js";
import { crc32 } from "../../data/crc32.js";
import { formatVersion, oldestFormat } from "./memberKind.js";

/** Length of the zip comment that ends every file. */
export const fileCommentLength = 38;

const pattern = /^collimate([0-9]{2}) ([0-9a-f]{8}) ([0-9a-f]{8}) $/;
const checkedLength = fileCommentLength - 8;

/**
 * The zip comment: name and format version, length and CRC-32 of the tail (index, central directory, end record), and
 * the CRC-32 of the comment itself so far.
 */
export function fileComment(tailLength: number, tailCrc: number): Uint8Array<ArrayBuffer> {
  const version = String(formatVersion).padStart(2, "0");
  const text = `collimate${version} ${hex(tailLength)} ${hex(tailCrc)} `;
  return ascii(text + hex(crc32(ascii(text))));
}

/** @throws FileFormatError where it is damaged, of a newer format or an older one that is not read */
export function parseFileComment(
  bytes: Uint8Array,
  file: string,
): { readonly tailLength: number; readonly tailCrc: number } {
  const text = String.fromCharCode(...bytes);
  const match = pattern.exec(text.slice(0, checkedLength));
  if (
    match === null ||
    text.slice(checkedLength) !== hex(crc32(bytes.subarray(0, checkedLength)))
  ) {
    throw new FileFormatError(
      `${file} is not a collimated file, or its end is damaged or missing: the closing checksum does not fit.`,
    );
  }
  if (Number(match[1]) > formatVersion) {
    throw new FileFormatError(
      `${file} has format ${Number(match[1])}, but this version reads formats up to ${formatVersion}: use a newer Collimate.`,
    );
  }
  if (Number(match[1]) < oldestFormat) {
    throw new FileFormatError(
      `${file} has format ${Number(match[1])}, from before the format was settled: compress the original again.`,
    );
  }
  return { tailLength: parseInt(match[2], 16), tailCrc: parseInt(match[3], 16) };
}

function hex(value: number): string {
  return value.toString(16).padStart(8, "0");
}

function ascii(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
