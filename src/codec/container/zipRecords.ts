import { FileFormatError } from "../../errors.js";
import { ByteReader } from "../byteReader.js";
import { ByteWriter } from "../byteWriter.js";

/** One member of the zip: everything that its headers tell. */
export interface ZipMember {
  readonly name: string;
  readonly method: 0 | 8;
  readonly crc: number;
  /** Bytes in the file. */
  readonly size: number;
  /** Bytes after inflating. */
  readonly fullSize: number;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
export const endSignature = 0x06054b50;
/** End record without its comment. */
export const endRecordLength = 22;
const zipVersion = 20;
/** 1 January 1980, the earliest date of a zip: files of the same content are the same. */
const date = 0x21;

/** The record in front of a member's data. */
export function localHeader(member: ZipMember): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.u32(localSignature);
  writeShared(out, member);
  out.append(new TextEncoder().encode(member.name));
  return out.toBytes();
}

/** A member's record in the central directory. */
export function centralHeader(member: ZipMember, offset: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.u32(centralSignature);
  out.u16(zipVersion);
  writeShared(out, member);
  out.u16(0); // comment length
  out.u16(0); // disk
  out.u16(0); // internal attributes
  out.u32(0); // external attributes
  out.u32(offset);
  out.append(new TextEncoder().encode(member.name));
  return out.toBytes();
}

/** The record at the end of the file, without the comment that follows it. */
export function endRecord(
  members: number,
  directoryLength: number,
  directoryOffset: number,
  commentLength: number,
): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter();
  out.u32(endSignature);
  out.u16(0);
  out.u16(0);
  out.u16(members);
  out.u16(members);
  out.u32(directoryLength);
  out.u32(directoryOffset);
  out.u16(commentLength);
  return out.toBytes();
}

/**
 * The data of a member whose record starts `bytes`.
 * @throws FileFormatError where record and data do not fill `bytes` exactly
 */
export function memberData(
  bytes: Uint8Array,
  what: string,
): { readonly data: Uint8Array; readonly method: number; readonly fullSize: number } {
  const reader = new ByteReader(bytes, what);
  if (reader.u32() !== localSignature) reader.fail("the record of a zip member is missing");
  reader.u16();
  reader.u16();
  const method = reader.u16();
  reader.u32();
  reader.u32();
  const size = reader.u32();
  const fullSize = reader.u32();
  const nameLength = reader.u16();
  const extraLength = reader.u16();
  reader.take(nameLength);
  if (extraLength !== 0 || reader.remaining !== size) {
    throw new FileFormatError(`Damaged file: the zip record of ${what} does not fit its data.`);
  }
  return { data: reader.take(size), method, fullSize };
}

function writeShared(out: ByteWriter, member: ZipMember): void {
  out.u16(zipVersion);
  out.u16(0); // flags
  out.u16(member.method);
  out.u16(0); // time
  out.u16(date);
  out.u32(member.crc);
  out.u32(member.size);
  out.u32(member.fullSize);
  out.u16(member.name.length);
  out.u16(0); // extra length
}
