import { FileFormatError } from "../../errors.js";
import type { FileSource, Progress } from "../fileAccess.js";
import { parseNpyHeader, type NpyHeader } from "./npyHeader.js";
import { decodeNpyText } from "./npyText.js";
import { checkDeclaredSize, NpyValues } from "./npyValues.js";
import { openArchive, type ArchiveMember } from "./zipArchive.js";

/** One array of an `.npz` file, its header read and its size found possible. */
export interface NpzArray {
  /** Without `.npy`. */
  readonly name: string;
  /** The array in words, for messages. */
  readonly where: string;
  readonly header: NpyHeader;
  readonly member: ArchiveMember;
}

const suffix = ".npy";
const usualHeader = 4096;

/**
 * Reads the headers of all arrays of an `.npz` file.
 * @param pieceLength bytes that are read at a time
 * @throws FileFormatError where the file is damaged or holds something that is not an array of numbers or text
 */
export async function readNpzHeaders(
  file: FileSource,
  pieceLength?: number,
): Promise<readonly NpzArray[]> {
  const members = await openArchive(file, pieceLength);
  if (members.some((member) => member.name === "collimate.json")) {
    throw new FileFormatError(
      `${file.name} is a compressed file: decompress it to have its table back.`,
    );
  }
  const arrays: NpzArray[] = [];
  for (const member of members) {
    if (!member.name.endsWith(suffix)) {
      throw new FileFormatError(`${file.name} holds "${member.name}", which is not an array.`);
    }
    const name = member.name.slice(0, -suffix.length);
    const where = `${file.name}, array "${name}"`;
    arrays.push({ name, where, header: await readHeader(member, where), member });
  }
  return arrays;
}

async function readHeader(member: ArchiveMember, where: string): Promise<NpyHeader> {
  let wanted = usualHeader;
  for (;;) {
    const head = await member.head(wanted);
    const header = parseNpyHeader(head, where);
    if (typeof header !== "number") {
      checkDeclaredSize(header, member.bytes, where);
      return header;
    }
    if (header <= head.length || head.length < wanted) {
      throw new FileFormatError(`${where} ends in the middle of its header: it is cut off.`);
    }
    wanted = header;
  }
}

/**
 * Reads the values of an array of numbers with one or two dimensions, sorted into columns.
 * @param onBytes told how many bytes have come, each time that some have
 */
export async function readNpzValues(
  array: NpzArray,
  progress?: Progress,
  onBytes?: (bytes: number) => void,
): Promise<NpyValues> {
  const values = new NpyValues(array.header, array.where);
  await readBehindHeader(array, progress, (bytes) => {
    values.push(bytes);
    onBytes?.(bytes.length);
  });
  values.finish();
  return values;
}

/** Reads an array of text with one dimension. */
export async function readNpzText(array: NpzArray): Promise<string[]> {
  return decodeNpyText(array.header, await readNpzBytes(array), array.where);
}

/** The bytes of all values of an array, as they lie in the file. */
export async function readNpzBytes(array: NpzArray): Promise<Uint8Array> {
  const { header, where } = array;
  const bytes = new Uint8Array(header.count * header.type.itemBytes);
  let done = 0;
  await readBehindHeader(array, undefined, (piece) => {
    if (done + piece.length > bytes.length) {
      throw new FileFormatError(`${where} holds more than its shape declares: it is damaged.`);
    }
    bytes.set(piece, done);
    done += piece.length;
  });
  if (done < bytes.length) throw new FileFormatError(`${where} is cut off.`);
  return bytes;
}

/** Hands over the bytes behind the header in pieces. */
export async function readBehindHeader(
  array: NpzArray,
  progress: Progress | undefined,
  take: (bytes: Uint8Array) => void,
): Promise<void> {
  let skip = array.header.dataOffset;
  await array.member.read((bytes) => {
    const skipped = Math.min(skip, bytes.length);
    skip -= skipped;
    if (skipped < bytes.length) take(bytes.subarray(skipped));
  }, progress?.signal);
}
