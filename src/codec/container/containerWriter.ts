import type { FileSink } from "../../data/fileAccess.js";
import { UsageError } from "../../errors.js";
import { ByteWriter } from "../byteWriter.js";
import { crc32 } from "../../data/crc32.js";
import { deflate } from "./deflate.js";
import { fileComment, fileCommentLength } from "./fileComment.js";
import { longestInflated, memberKinds, type MemberKind } from "./memberKind.js";
import { npyHeader } from "./npyBytes.js";
import { centralHeader, endRecord, localHeader, type ZipMember } from "./zipRecords.js";

/** Offsets in the file have 32 bits. */
export const largestFile = 2 ** 32 - 1;
const mostMembers = 65535;
/** When so much of a file is written, its size is known to about this factor. */
const sureShare = 1 / 64;
const sureExcess = 1.5;

/** Writes the container from front to back (FORMAT.md). */
export class ContainerWriter {
  private readonly index = new ByteWriter();
  private readonly directory = new ByteWriter();
  private members = 0;
  private written = 0;

  /** @param largest bytes that the file may have */
  constructor(
    private readonly sink: FileSink,
    private readonly largest = largestFile,
  ) {}

  /** Bytes written so far. */
  get length(): number {
    return this.written;
  }

  /**
   * Refuses a file that will clearly become too large, long before it is.
   * @param share of its chunks that have been written
   * @throws UsageError
   */
  checkExpected(share: number): void {
    const expected = this.written / share;
    if (share < sureShare || expected < sureExcess * this.largest) return;
    throw new UsageError(
      `The compressed file would have about ${(expected / 2 ** 30).toPrecision(2)} GiB, and its format cannot hold more than 4: ` +
        `compress a part of the rows per file, at most ${Math.floor((90 * this.largest) / expected)} % of these, or with a wider bound.`,
    );
  }

  /** Adds bytes as a uint8 `.npy` member. */
  async addArray(kind: MemberKind, name: string, bytes: Uint8Array): Promise<void> {
    this.enter(kind, await this.store(`${name}.npy`, [npyHeader(bytes.length), bytes]));
  }

  /** Adds bytes deflated, or as they are where they are too many for that. @returns the bytes that they take */
  async addFile(kind: MemberKind, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
    if (bytes.length > longestInflated) {
      this.enter(kind, await this.store(name, [bytes]));
      return bytes.length;
    }
    const packed = await deflate(bytes);
    const crc = crc32(bytes);
    const member = { name, crc, method: 8, size: packed.length, fullSize: bytes.length } as const;
    this.enter(kind, await this.write(member, [packed]));
    return packed.length;
  }

  /**
   * Writes index, central directory and end record.
   * @param tables what every reader of a chunk needs; goes behind the index
   * @param created when the file was made, in whole seconds; null where that is not told
   * @returns the length of the file
   */
  async finish(tables: Uint8Array, created: Date | null = null): Promise<number> {
    const tailStart = this.written;
    const members = new ByteWriter();
    members.u32(created === null ? 0 : Math.floor(created.getTime() / 1000));
    members.u16(this.members);
    members.append(this.index.toBytes());
    members.append(tables);
    const index = members.toBytes();
    let tailCrc = (await this.store("index.npy", [npyHeader(index.length), index])).crc;
    const directoryStart = this.written;
    const directory = this.directory.toBytes();
    const end = endRecord(this.members, directory.length, directoryStart, fileCommentLength);
    tailCrc = crc32(end, crc32(directory, tailCrc));
    const tailLength = this.written + directory.length + end.length - tailStart;
    const comment = fileComment(tailLength, tailCrc);
    for (const piece of [directory, end, comment]) await this.put(piece);
    return this.written;
  }

  private store(name: string, pieces: readonly Uint8Array[]): Promise<Range> {
    let crc = 0;
    let size = 0;
    for (const piece of pieces) {
      crc = crc32(piece, crc);
      size += piece.length;
    }
    return this.write({ name, crc, method: 0, size, fullSize: size }, pieces);
  }

  private async write(member: ZipMember, pieces: readonly Uint8Array[]): Promise<Range> {
    if (this.written + member.size > this.largest || this.members === mostMembers) {
      throw new UsageError(
        "The compressed file would exceed 4 GiB, which its format cannot hold: compress fewer rows per file.",
      );
    }
    const offset = this.written;
    this.directory.append(centralHeader(member, offset));
    this.members++;
    let crc = 0;
    for (const piece of [localHeader(member), ...pieces]) {
      crc = crc32(piece, crc);
      await this.put(piece);
    }
    return { length: this.written - offset, crc };
  }

  private async put(bytes: Uint8Array): Promise<void> {
    await this.sink.write(bytes);
    this.written += bytes.length;
  }

  private enter(kind: MemberKind, range: Range): void {
    this.index.u8(memberKinds.indexOf(kind));
    this.index.u32(range.length);
    this.index.u32(range.crc);
  }
}

/** A member in the file, its record included. */
interface Range {
  readonly length: number;
  readonly crc: number;
}
