const pieceBits = 24;
const pieceSize = 2 ** pieceBits;

/** Bits packed into bytes, lowest bit first. */
export class BitWriter {
  private bytes: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  private used = 0;
  private pending = 0;
  private pendingBits = 0;

  /** Number of bits written. */
  get bits(): number {
    return 8 * this.used + this.pendingBits;
  }

  /** Appends the lowest `bits` (0 to 53) of the whole number `value` < 2^bits. */
  write(value: number, bits: number): void {
    let rest = value;
    let left = bits;
    while (left > pieceBits) {
      const high = Math.floor(rest / pieceSize);
      this.push(rest - high * pieceSize, pieceBits);
      rest = high;
      left -= pieceBits;
    }
    if (left > 0) this.push(rest, left);
  }

  /** Exponential Golomb code of order `order` of a whole number from 0 to 2^52. */
  writeGolomb(value: number, order: number): void {
    const shifted = value + 2 ** order;
    let length = order;
    while (2 ** (length + 1) <= shifted) length++;
    for (let i = order; i < length; i++) this.push(1, 1);
    this.push(0, 1);
    this.write(shifted - 2 ** length, length);
  }

  /** The same for numbers of either sign, counted 0, -1, 1, -2, ... */
  writeSignedGolomb(value: number, order: number): void {
    this.writeGolomb(value >= 0 ? 2 * value : -2 * value - 1, order);
  }

  /** All bits, the last byte filled with zeros. */
  toBytes(): Uint8Array<ArrayBuffer> {
    const out = this.bytes.slice(0, this.used + (this.pendingBits > 0 ? 1 : 0));
    if (this.pendingBits > 0) out[this.used] = this.pending;
    return out;
  }

  private push(value: number, bits: number): void {
    this.pending |= value << this.pendingBits;
    this.pendingBits += bits;
    if (this.used + 4 > this.bytes.length) {
      const larger = new Uint8Array(2 * this.bytes.length);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    while (this.pendingBits >= 8) {
      this.bytes[this.used++] = this.pending & 255;
      this.pending >>>= 8;
      this.pendingBits -= 8;
    }
  }
}
