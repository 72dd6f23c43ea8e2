import { FileFormatError } from "../errors.js";

/** Reads what `ByteWriter` wrote; every read is checked against the end. */
export class ByteReader {
  private readonly view: DataView;
  private at = 0;

  /** @param what names these bytes in errors */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get remaining(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.bytes[this.advance(1)];
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  f64(): number {
    return this.view.getFloat64(this.advance(8), true);
  }

  /** @param limit the largest value that makes sense here */
  varint(limit: number): number {
    let value = 0;
    let scale = 1;
    for (let count = 0; count < 8; count++) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) {
        if (value > limit) this.fail(`the number ${value} is above ${limit}`);
        return value;
      }
      scale *= 128;
    }
    return this.fail("a number has too many bytes");
  }

  signedVarint(): number {
    const coded = this.varint(2 ** 53);
    return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
  }

  /** The next `length` bytes, not copied. */
  take(length: number): Uint8Array {
    const start = this.advance(length);
    return this.bytes.subarray(start, start + length);
  }

  fail(reason: string): never {
    throw new FileFormatError(`Damaged file: in ${this.what}, ${reason}.`);
  }

  private advance(length: number): number {
    if (length > this.remaining) this.fail("the data ends too early");
    const start = this.at;
    this.at += length;
    return start;
  }
}
