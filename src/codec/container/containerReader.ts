import type { FileSource } from "../../data/fileAccess.js";
import { FileFormatError } from "../../errors.js";
import { ByteReader } from "../byteReader.js";
import { crc32 } from "../../data/crc32.js";
import { inflate } from "./deflate.js";
import { fileCommentLength, parseFileComment } from "./fileComment.js";
import { longestInflated, memberKinds, type MemberKind } from "./memberKind.js";
import { npyPayload } from "./npyBytes.js";
import { endRecordLength, endSignature, memberData } from "./zipRecords.js";

/** Where a member lies in the file, its zip record included. */
export interface IndexEntry {
  readonly kind: MemberKind;
  /** Number among the members of its kind. */
  readonly number: number;
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
}

const longestTail = 1 << 24;
const pieceLength = 1 << 20;

/** Reads a container by ranges; nothing that the file declares is believed before its checksum fits. */
export class ContainerReader {
  private constructor(
    private readonly file: FileSource,
    readonly entries: readonly IndexEntry[],
    /** The tables of the coder. */
    readonly tables: Uint8Array,
    /** When the file was made, to the second; null where it does not say. */
    readonly created: Date | null,
    private readonly tailLength: number,
    private readonly tailCrc: number,
  ) {}

  /** Reads the end of the file. @throws FileFormatError where it is damaged, or no such file */
  static async open(file: FileSource): Promise<ContainerReader> {
    const endLength = endRecordLength + fileCommentLength;
    const fail = (reason: string): never => {
      throw new FileFormatError(`${file.name}: ${reason}.`);
    };
    if (file.size < endLength) fail("the file is too short to be a collimated file");
    const end = await readRange(file, file.size - endLength, endLength);
    const { tailLength, tailCrc } = parseFileComment(end.subarray(endRecordLength), file.name);
    const tailStart = file.size - fileCommentLength - tailLength;
    if (tailStart < 0 || tailLength < endRecordLength || tailLength > longestTail) {
      fail("the file is damaged: its index has an impossible length");
    }
    const tail = await readRange(file, tailStart, tailLength);
    if (crc32(tail) !== tailCrc)
      fail("the file is damaged: the checksum of its index does not fit");
    const record = new ByteReader(tail.subarray(tailLength - endRecordLength), "the end record");
    if (record.u32() !== endSignature) fail("the file is damaged: its end record is missing");
    record.take(8);
    const directoryLength = record.u32();
    if (record.u32() + directoryLength !== file.size - endLength || directoryLength > tailLength) {
      fail("the file is damaged: its central directory has an impossible place");
    }
    const indexLength = tailLength - endRecordLength - directoryLength;
    if (indexLength < 0) fail("the file is damaged: its index is missing");
    const index = npyPayload(
      memberData(tail.subarray(0, indexLength), "the index").data,
      "the index",
    );
    const { entries, tables, created } = parseIndex(index, tailStart);
    return new ContainerReader(file, entries, tables, created, tailLength, tailCrc);
  }

  /** The entries of one kind, in order. */
  entriesOf(kind: MemberKind): IndexEntry[] {
    return this.entries.filter((entry) => entry.kind === kind);
  }

  /** The bytes of a member, inflated. @throws FileFormatError where its checksum does not fit */
  async readFile(entry: IndexEntry): Promise<Uint8Array> {
    const { data, method, fullSize } = memberData(await this.readChecked(entry), nameOf(entry));
    if (method === 0) return data;
    if (method !== 8 || fullSize > longestInflated) {
      throw new FileFormatError(`Damaged file: ${nameOf(entry)} is not stored as it should be.`);
    }
    return inflate(data.slice(), fullSize, nameOf(entry));
  }

  /** The bytes in a uint8 `.npy` member. @throws FileFormatError where its checksum does not fit */
  async readArray(entry: IndexEntry): Promise<Uint8Array> {
    return npyPayload(await this.readFile(entry), nameOf(entry));
  }

  /** Checks every byte of the file. @throws FileFormatError that names the first damaged part */
  async verify(report: (fraction: number) => void): Promise<void> {
    for (const entry of this.entries) {
      report(entry.offset / this.file.size);
      if ((await this.checksum(entry.offset, entry.length)) !== entry.crc) fail(entry);
    }
    const endLength = fileCommentLength;
    const end = await readRange(this.file, this.file.size - endLength, endLength);
    parseFileComment(end, this.file.name);
    const tailStart = this.file.size - endLength - this.tailLength;
    if ((await this.checksum(tailStart, this.tailLength)) !== this.tailCrc) {
      throw new FileFormatError(`${this.file.name}: the checksum of the index does not fit.`);
    }
    report(1);
  }

  private async readChecked(entry: IndexEntry): Promise<Uint8Array> {
    const bytes = await readRange(this.file, entry.offset, entry.length);
    if (crc32(bytes) !== entry.crc) fail(entry);
    return bytes;
  }

  private async checksum(offset: number, length: number): Promise<number> {
    let crc = 0;
    for (let at = 0; at < length; at += pieceLength) {
      const piece = await readRange(this.file, offset + at, Math.min(pieceLength, length - at));
      crc = crc32(piece, crc);
    }
    return crc;
  }
}

function parseIndex(
  index: Uint8Array,
  tailStart: number,
): {
  readonly entries: IndexEntry[];
  readonly tables: Uint8Array;
  readonly created: Date | null;
} {
  const reader = new ByteReader(index, "the index");
  const seconds = reader.u32();
  const entries: IndexEntry[] = [];
  const counts = new Map<MemberKind, number>();
  let offset = 0;
  for (let members = reader.u16(); members > 0; members--) {
    const kind = memberKinds[reader.u8()] as MemberKind | undefined;
    if (kind === undefined) return reader.fail("a member has an unknown kind");
    const number = counts.get(kind) ?? 0;
    counts.set(kind, number + 1);
    const length = reader.u32();
    entries.push({ kind, number, offset, length, crc: reader.u32() });
    offset += length;
  }
  // Members that fill the file leave no byte without a checksum.
  if (offset !== tailStart) reader.fail("the members do not fill the file");
  const created = seconds === 0 ? null : new Date(1000 * seconds);
  return { entries, tables: reader.take(reader.remaining), created };
}

async function readRange(file: FileSource, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await file.read(offset, length);
  if (bytes.length !== length) throw new FileFormatError(`${file.name} ends too early.`);
  return bytes;
}

function nameOf(entry: IndexEntry): string {
  return entry.kind === "chunk" ? `chunk ${entry.number}` : `the ${entry.kind}`;
}

function fail(entry: IndexEntry): never {
  throw new FileFormatError(
    `Damaged file: the checksum of ${nameOf(entry)} does not fit (bytes ${entry.offset} to ${entry.offset + entry.length - 1}).`,
  );
}
