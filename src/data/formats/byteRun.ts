import { FileFormatError } from "../../errors.js";
import type { FileSource } from "../fileAccess.js";

/** Bytes that come in pieces and are taken in order, so many as are wanted. */
export class ByteRun {
  private piece = new Uint8Array(0);
  private at = 0;

  constructor(
    private readonly pieces: AsyncIterator<Uint8Array, unknown>,
    private readonly where: string,
  ) {}

  /** The next `length` bytes. @throws FileFormatError where there are fewer */
  async take(length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    let done = 0;
    await this.next(length, (part) => {
      out.set(part, done);
      done += part.length;
    });
    return out;
  }

  /** Passes over bytes. @throws FileFormatError where there are fewer */
  async skip(length: number): Promise<void> {
    await this.next(length, () => undefined);
  }

  /** Reads to the end, so that what is checked there is checked. @throws FileFormatError where bytes are left */
  async finish(): Promise<void> {
    const { done } = await this.pieces.next();
    if (this.at < this.piece.length || done !== true) {
      throw new FileFormatError(`${this.where} holds more than its shape declares: it is damaged.`);
    }
  }

  async close(): Promise<void> {
    await this.pieces.return?.(undefined);
  }

  private async next(length: number, use: (part: Uint8Array) => void): Promise<void> {
    for (let left = length; left > 0;) {
      if (this.at === this.piece.length) {
        const { done, value } = await this.pieces.next();
        if (done === true) {
          throw new FileFormatError(
            `${this.where} ends in the middle of its values: it is cut off.`,
          );
        }
        this.piece = value as Uint8Array<ArrayBuffer>;
        this.at = 0;
      }
      const part = this.piece.subarray(this.at, this.at + left);
      use(part);
      this.at += part.length;
      left -= part.length;
    }
  }
}

/** The bytes of a file from `offset` to its end. */
export async function* filePieces(
  file: FileSource,
  offset: number,
  pieceBytes: number,
): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < file.size; at += pieceBytes) {
    yield await file.read(at, Math.min(pieceBytes, file.size - at));
  }
}
