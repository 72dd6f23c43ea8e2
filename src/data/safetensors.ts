import { FileFormatError } from "../errors.js";

const elementTypes = {
  F32: Float32Array,
  F64: Float64Array,
  I32: Int32Array,
  U8: Uint8Array,
} as const;
type ElementType = keyof typeof elementTypes;

export interface StoredTensor {
  readonly shape: readonly number[];
  /** Row-major; as many elements as the shape says. */
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

export interface StoredTensors {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const metadataKey = "__metadata__";
const lengthBytes = 8;

/**
 * Named tensors and text in the safetensors format: length of the header (8 bytes, little-endian), header (JSON),
 * elements (little-endian, without gaps). The same input gives the same bytes.
 * Source: https://huggingface.co/docs/safetensors (format description).
 */
export function writeSafetensors({ tensors, metadata }: StoredTensors): Uint8Array {
  const header: Record<string, unknown> = { [metadataKey]: metadata };
  let end = 0;
  for (const [name, { shape, data }] of tensors) {
    const begin = end;
    end += data.byteLength;
    header[name] = { dtype: typeOf(data), shape, data_offsets: [begin, end] };
  }
  const text = JSON.stringify(header);
  const length = new TextEncoder().encode(text).length;
  const padding = (lengthBytes - (length % lengthBytes)) % lengthBytes;
  const encoded = new TextEncoder().encode(text + " ".repeat(padding));
  const bytes = new Uint8Array(lengthBytes + encoded.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(encoded.length), true);
  bytes.set(encoded, lengthBytes);
  let at = lengthBytes + encoded.length;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Reads what `writeSafetensors` wrote; tensors are copies. Throws FileFormatError where anything is amiss. */
export function readSafetensors(bytes: Uint8Array): StoredTensors {
  const { header, start } = readHeader(bytes);
  const tensors = new Map<string, StoredTensor>();
  let metadata: Record<string, string> = {};
  let end = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === metadataKey) {
      metadata = checkedMetadata(entry);
      continue;
    }
    const { type, shape, from, to } = checkedEntry(name, entry);
    if (from !== end || to > bytes.length - start)
      damaged(`tensor "${name}" lies outside the file`);
    end = to;
    const ArrayType = elementTypes[type];
    // A Buffer's own slice would be a view into a pool.
    const copy = new Uint8Array(bytes.subarray(start + from, start + to));
    tensors.set(name, { shape, data: new ArrayType(copy.buffer) });
  }
  if (end !== bytes.length - start) damaged("bytes are left over at its end");
  return { tensors, metadata };
}

function readHeader(bytes: Uint8Array): { header: object; start: number } {
  if (bytes.length < lengthBytes) damaged("it is too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(bytes.length - lengthBytes)) damaged("its header is cut off");
  const start = lengthBytes + Number(length);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(
      bytes.subarray(lengthBytes, start),
    );
    const header: unknown = JSON.parse(text);
    if (isRecord(header)) return { header, start };
  } catch {
    damaged("its header is not valid JSON");
  }
  return damaged("its header is not an object");
}

function checkedMetadata(entry: unknown): Record<string, string> {
  if (!isRecord(entry)) return damaged("its metadata is not an object");
  const metadata: Record<string, string> = {};
  for (const [key, value] of Object.entries(entry)) {
    if (typeof value !== "string") return damaged(`its metadata "${key}" is not text`);
    metadata[key] = value;
  }
  return metadata;
}

function checkedEntry(
  name: string,
  entry: unknown,
): { type: ElementType; shape: number[]; from: number; to: number } {
  if (!isRecord(entry)) return damaged(`tensor "${name}" is not described`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== "string" || !isElementType(dtype)) {
    return damaged(`tensor "${name}" is of an unknown type`);
  }
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) {
    return damaged(`tensor "${name}" has no valid shape or place`);
  }
  const [from, to] = offsets;
  const size = shape.reduce((product, one) => product * one, 1);
  if (to - from !== size * elementTypes[dtype].BYTES_PER_ELEMENT) {
    return damaged(`tensor "${name}" has a length that is not its shape's`);
  }
  return { type: dtype, shape, from, to };
}

function typeOf(data: StoredTensor["data"]): ElementType {
  if (data instanceof Float32Array) return "F32";
  if (data instanceof Float64Array) return "F64";
  return data instanceof Int32Array ? "I32" : "U8";
}

function isElementType(text: string): text is ElementType {
  return Object.hasOwn(elementTypes, text);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}

function damaged(what: string): never {
  throw new FileFormatError(`The file of tensors is damaged: ${what}. Restore it, or train again.`);
}
