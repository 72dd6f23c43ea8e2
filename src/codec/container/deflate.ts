import { FileFormatError } from "../../errors.js";

/** Raw DEFLATE (RFC 1951). */
export async function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return collect(bytes, new CompressionStream("deflate-raw"), Infinity);
}

/** The reverse. @throws FileFormatError where the data is damaged, or gives more than `limit` bytes */
export async function inflate(
  bytes: Uint8Array<ArrayBuffer>,
  limit: number,
  what: string,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await collect(bytes, new DecompressionStream("deflate-raw"), limit);
  } catch (error) {
    if (error instanceof FileFormatError) throw error;
    throw new FileFormatError(`Damaged file: ${what} cannot be inflated.`);
  }
}

async function collect(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  limit: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const writer = transform.writable.getWriter();
  // A failure shows on the reading side as well.
  writer.write(bytes).catch(() => undefined);
  writer.close().catch(() => undefined);
  const reader = transform.readable.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = (await reader.read()) as {
      readonly done: boolean;
      readonly value: Uint8Array;
    };
    if (done) break;
    length += value.length;
    if (length > limit) {
      await reader.cancel().catch(() => undefined);
      throw new FileFormatError(`Damaged file: a part inflates to more than ${limit} bytes.`);
    }
    pieces.push(value);
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
