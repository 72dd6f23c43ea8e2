import { FileFormatError } from "../../errors.js";
import { parseNpyType, type NpyType } from "./npyType.js";

/** What stands before the values of an array in NumPy's `.npy` format (numpy.lib.format, versions 1.0 to 3.0). */
export interface NpyHeader {
  readonly type: NpyType;
  readonly fortranOrder: boolean;
  /** Lengths of the dimensions; empty for a single number. */
  readonly shape: readonly number[];
  /** Product of `shape`. */
  readonly count: number;
  /** Where the values begin, in bytes from the start. */
  readonly dataOffset: number;
}

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
const longestHeader = 1 << 20;

/**
 * Reads a header from the first bytes of an array.
 * @param bytes the beginning of the array; more than the header does no harm
 * @param where the array, for messages
 * @returns the number of bytes needed where `bytes` are too few
 * @throws FileFormatError where this is not an array that can be read
 */
export function parseNpyHeader(bytes: Uint8Array, where: string): NpyHeader | number {
  for (let i = 0; i < Math.min(bytes.length, magic.length); i++) {
    if (bytes[i] !== magic[i]) {
      throw new FileFormatError(`${where} is not a NumPy array: it does not begin like one.`);
    }
  }
  if (bytes.length < 12) return 12;
  const major = bytes[6]!;
  if (major < 1 || major > 3 || bytes[7] !== 0) {
    throw new FileFormatError(
      `${where} has version ${major}.${bytes[7]} of NumPy's format; versions 1.0 to 3.0 can be read.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const start = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > longestHeader) {
    throw new FileFormatError(`${where} declares a header of ${length} bytes: it is damaged.`);
  }
  const dataOffset = start + length;
  if (bytes.length < dataOffset) return dataOffset;
  const text = decodeText(bytes.subarray(start, dataOffset), major === 3, where);
  const fields = new DictionaryParser(text, where).parse();
  const count = fields.shape.reduce((product, length) => product * length, 1);
  if (!Number.isSafeInteger(count)) {
    throw new FileFormatError(`${where} declares the impossible shape ${shapeText(fields.shape)}.`);
  }
  return {
    type: parseNpyType(fields.descr, where),
    fortranOrder: fields.fortranOrder,
    shape: fields.shape,
    count,
    dataOffset,
  };
}

/** A header of version 1.0 (C order), padded as numpy does so that the values begin at a multiple of 64 bytes. */
export function npyHeaderBytes(descr: string, shape: readonly number[]): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shapeText(shape)}, }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length);
  bytes.set([...magic, 1, 0, length & 255, length >> 8]);
  bytes.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), 10);
  return bytes;
}

/** A shape as numpy writes it: (), (3,), (3, 4). */
export function shapeText(shape: readonly number[]): string {
  return `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
}

function decodeText(bytes: Uint8Array, isUtf8: boolean, where: string): string {
  try {
    return new TextDecoder(isUtf8 ? "utf-8" : "latin1", { fatal: true }).decode(bytes);
  } catch {
    throw new FileFormatError(`${where} has a header that is not text: it is damaged.`);
  }
}

interface HeaderFields {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
}

/** Understands the one Python literal that a header is: a dictionary of exactly three known entries. */
class DictionaryParser {
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly where: string,
  ) {}

  parse(): HeaderFields {
    let descr: string | null = null;
    let fortranOrder: boolean | null = null;
    let shape: number[] | null = null;
    this.expect("{");
    while (!this.accept("}")) {
      const key = this.quoted();
      this.expect(":");
      if (key === "descr" && descr === null) descr = this.typeText();
      else if (key === "fortran_order" && fortranOrder === null) fortranOrder = this.boolean();
      else if (key === "shape" && shape === null) shape = this.tuple();
      else this.fail();
      if (!this.accept(",") && this.text[this.skipSpace()] !== "}") this.fail();
    }
    if (this.skipSpace() !== this.text.length) this.fail();
    if (descr === null || fortranOrder === null || shape === null) this.fail();
    return { descr, fortranOrder, shape };
  }

  private typeText(): string {
    if (this.text[this.skipSpace()] === "[") {
      throw new FileFormatError(
        `${this.where} holds records (a structured type). Save one array per field instead.`,
      );
    }
    return this.quoted();
  }

  private quoted(): string {
    return this.take(/'([^'\\]*)'|"([^"\\]*)"/y).slice(1, -1);
  }

  private boolean(): boolean {
    return this.take(/True|False/y) === "True";
  }

  private tuple(): number[] {
    const inside = this.take(/\(([^()]*)\)/y).slice(1, -1);
    const parts = inside.split(",").map((part) => part.trim());
    if (parts.length > 1 && parts.at(-1) === "") parts.pop();
    else if (parts.length === 1 && parts[0] !== "") this.fail();
    if (parts.length === 1 && parts[0] === "") return [];
    return parts.map((part) => {
      if (!/^\d{1,15}L?$/.test(part)) {
        throw new FileFormatError(`${this.where} declares the impossible shape (${inside}).`);
      }
      return Number.parseInt(part, 10);
    });
  }

  private skipSpace(): number {
    while (/\s/.test(this.text[this.position] ?? "")) this.position++;
    return this.position;
  }

  private accept(character: string): boolean {
    if (this.text[this.skipSpace()] !== character) return false;
    this.position++;
    return true;
  }

  private expect(character: string): void {
    if (!this.accept(character)) this.fail();
  }

  private take(pattern: RegExp): string {
    pattern.lastIndex = this.skipSpace();
    const found = pattern.exec(this.text)?.[0] ?? this.fail();
    this.position += found.length;
    return found;
  }

  private fail(): never {
    throw new FileFormatError(
      `${this.where} has a header that cannot be understood: it is damaged.`,
    );
  }
}
