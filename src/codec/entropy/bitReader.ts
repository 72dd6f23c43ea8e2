import { FileFormatError } from "../../errors.js";

const pieceBits = 24;
const pieceSize = 2 ** pieceBits;

/** Reads what `BitWriter` wrote; every read is checked against the end. */
export class BitReader {
  private at = 0;
  private pending = 0;
  private pendingBits = 0;

  /** @param what names these bits in errors */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {}

  /** Bytes touched so far. */
  get position(): number {
    return this.at;
  }

  /** The next `bits` (0 to 53) as a whole number. */
  read(bits: number): number {
    if (bits <= pieceBits) return this.pull(bits);
    let value = 0;
    let scale = 1;
    let left = bits;
    while (left > 0) {
      const take = left < pieceBits ? left : pieceBits;
      value += this.pull(take) * scale;
      scale *= pieceSize;
      left -= take;
    }
    return value;
  }

  readGolomb(order: number): number {
    let length = order;
    while (this.pull(1) === 1) {
      if (++length > 53) this.fail("a number is too large");
    }
    return this.read(length) + 2 ** length - 2 ** order;
  }

  readSignedGolomb(order: number): number {
    const coded = this.readGolomb(order);
    return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
  }

  fail(reason: string): never {
    throw new FileFormatError(`Damaged file: in ${this.what}, ${reason}.`);
  }

  private pull(bits: number): number {
    while (this.pendingBits < bits) {
      if (this.at >= this.bytes.length) this.fail("the data ends too early");
      this.pending |= this.bytes[this.at++] << this.pendingBits;
      this.pendingBits += 8;
    }
    const value = this.pending & ((1 << bits) - 1);
    this.pending >>>= bits;
    this.pendingBits -= bits;
    return value;
  }
}
