import { Reader, ZipReader, ZipWriter, type FileEntry } from "@zip.js/zip.js";
import { FileFormatError, messageOf } from "../../errors.js";
import { crc32 } from "../crc32.js";
import type { FileSink, FileSource } from "../fileAccess.js";

/** One file inside a zip archive. */
export interface ArchiveMember {
  readonly name: string;
  /** Length after inflation, as the archive declares it. */
  readonly bytes: number;
  /**
   * The first `length` bytes; fewer only where the member is shorter. No checksum is compared.
   * @throws FileFormatError where the member is damaged
   */
  head(length: number): Promise<Uint8Array>;
  /**
   * Hands over all bytes in order, in pieces of at most about a megabyte, each valid until `take` returns.
   * @throws FileFormatError where the member is damaged; whatever `take` throws; the signal's reason
   */
  read(take: (bytes: Uint8Array) => void, signal?: AbortSignal): Promise<void>;
  /**
   * All bytes in order, in pieces, as they are asked for. What is not asked for any more is not read.
   * @throws FileFormatError where the member is damaged
   */
  pieces(): AsyncGenerator<Uint8Array>;
}

const pieceBytes = 1 << 20;
/** A deflated byte stands for at most 1032 bytes (zlib's technical details: 258 bytes in 2 bits). */
const mostInflation = 1032;
const stored = 0;
const deflated = 8;
const encoding = { useWebWorkers: false } as const;

/**
 * Reads the directory of a zip archive.
 * @param pieceLength bytes that are read at a time
 * @throws FileFormatError where the file is not a zip archive, is damaged, or claims more than it can hold
 */
export async function openArchive(
  file: FileSource,
  pieceLength = pieceBytes,
): Promise<readonly ArchiveMember[]> {
  const source = new ArchiveSource(file, pieceLength);
  const reader = new ZipReader(source, {
    ...encoding,
    checkCrc32: true,
    filenameValidation: "tolerant",
  });
  const members: ArchiveMember[] = [];
  const names = new Set<string>();
  let compressed = 0;
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      const where = `${file.name}, member "${entry.filename}"`;
      if (entry.directory) throw new FileFormatError(`${where} is a folder, not an array.`);
      if (names.has(entry.filename)) throw new FileFormatError(`${where} is there twice.`);
      names.add(entry.filename);
      compressed += entry.compressedSize;
      checkEntry(entry, where);
      members.push(archiveMember(entry, source, where));
    }
  } catch (error) {
    if (error instanceof FileFormatError) throw error;
    throw new FileFormatError(
      `${file.name} is not a whole .npz file: ${inWords(error)}. It may be cut off or damaged.`,
    );
  }
  if (compressed > file.size) {
    throw new FileFormatError(`${file.name} declares more bytes than it has: it is damaged.`);
  }
  return members;
}

function checkEntry(entry: FileEntry, where: string): void {
  if (entry.encrypted) throw new FileFormatError(`${where} is encrypted.`);
  const { compressionMethod: method, compressedSize, uncompressedSize } = entry;
  if (method !== stored && method !== deflated) {
    throw new FileFormatError(
      `${where} is packed by method ${method}; numpy's own (stored or deflated) can be read.`,
    );
  }
  if (method === stored && uncompressedSize !== compressedSize) {
    throw new FileFormatError(
      `${where} declares ${uncompressedSize} bytes where ${compressedSize} are stored: it is damaged.`,
    );
  }
  if (uncompressedSize > compressedSize * mostInflation) {
    throw new FileFormatError(
      `${where} declares ${uncompressedSize} bytes, more than its ${compressedSize} packed bytes can hold: it is damaged.`,
    );
  }
}

function archiveMember(entry: FileEntry, source: ArchiveSource, where: string): ArchiveMember {
  const damaged = (error: unknown): FileFormatError =>
    new FileFormatError(`${where}: ${inWords(error)}. The file is damaged.`);

  /** `take` returns true when it has seen enough. */
  const stream = async (
    take: (bytes: Uint8Array) => boolean,
    signal?: AbortSignal,
  ): Promise<void> => {
    signal?.throwIfAborted();
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    signal?.addEventListener("abort", abort);
    let ended: { readonly thrown: unknown } | "enough" | null = null;
    const sink = new WritableStream<Uint8Array>({
      write(bytes) {
        if (ended !== null) return;
        try {
          if (take(bytes)) ended = "enough";
        } catch (thrown) {
          ended = { thrown };
        }
        if (ended !== null) abort();
      },
    });
    let failure: FileFormatError | null = null;
    try {
      await entry.getData(sink, { signal: stop.signal });
    } catch (error) {
      failure = damaged(error);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
    const end = ended as { readonly thrown: unknown } | "enough" | null;
    if (end !== null && end !== "enough") throw end.thrown;
    signal?.throwIfAborted();
    if (failure !== null && end === null) throw failure;
  };

  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    if (entry.compressionMethod === stored) {
      const offset = await storedOffset();
      const { uncompressedSize: size } = entry;
      let checksum = 0;
      for (let done = 0; done < size;) {
        const wanted = Math.min(source.pieceLength, size - done);
        const bytes = await source.readUint8Array(offset + done, wanted);
        if (bytes.length === 0) throw damaged("it is cut off");
        checksum = crc32(bytes, checksum);
        yield bytes;
        done += bytes.length;
      }
      if (checksum !== entry.crc32) throw damaged("its checksum is another");
      return;
    }
    const stop = new AbortController();
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const failure = entry.getData(writable, { signal: stop.signal }).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    const reader = readable.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read().catch((error: unknown) => {
          throw damaged(error);
        });
        if (done) break;
        yield value;
      }
      const failed = await failure;
      if (failed !== null) throw damaged(failed.error);
    } finally {
      stop.abort();
      await reader.cancel().catch(() => undefined);
      await failure;
    }
  };

  /** Where a stored member's bytes begin in the file; its local header is compared with the directory. */
  const storedOffset = async (): Promise<number> => {
    try {
      await entry.getData(new WritableStream(), { checkOverlappingEntryOnly: true });
    } catch (error) {
      throw damaged(error);
    }
    return entry.localDirectory!.dataOffset;
  };

  /** Bytes that are no streams of the zip library: it takes several times as long. */
  const readStored = async (
    offset: number,
    take: (bytes: Uint8Array) => void,
    signal?: AbortSignal,
  ): Promise<void> => {
    const { uncompressedSize: size } = entry;
    const buffer = new Uint8Array(Math.min(pieceBytes, size));
    let checksum = 0;
    for (let done = 0; done < size;) {
      signal?.throwIfAborted();
      const bytes = await source.readInto(offset + done, Math.min(pieceBytes, size - done), buffer);
      if (bytes.length === 0) throw damaged("it is cut off");
      checksum = crc32(bytes, checksum);
      take(bytes);
      done += bytes.length;
    }
    if (checksum !== entry.crc32) throw damaged("its checksum is another");
  };

  return {
    name: entry.filename,
    bytes: entry.uncompressedSize,
    async head(length) {
      const wanted = Math.min(length, entry.uncompressedSize);
      if (entry.compressionMethod === stored) {
        return source.readUint8Array(await storedOffset(), wanted);
      }
      const head = new Uint8Array(wanted);
      let done = 0;
      if (wanted > 0) {
        await stream((bytes) => {
          const piece = bytes.subarray(0, wanted - done);
          head.set(piece, done);
          done += piece.length;
          return done === wanted;
        });
      }
      return head.subarray(0, done);
    },
    async read(take, signal) {
      if (entry.compressionMethod === stored) {
        await readStored(await storedOffset(), take, signal);
        return;
      }
      await stream((bytes) => {
        take(bytes);
        return false;
      }, signal);
    },
    pieces,
  };
}

function inWords(error: unknown): string {
  return messageOf(error).replace(/\.$/, "");
}

/** Lets the zip library read a file in pieces. */
class ArchiveSource extends Reader<FileSource> {
  constructor(
    private readonly file: FileSource,
    readonly pieceLength: number,
  ) {
    super(file);
    this.size = file.size;
  }

  override readUint8Array(offset: number, length: number): Promise<Uint8Array> {
    return this.file.read(offset, length);
  }

  readInto(offset: number, length: number, buffer: Uint8Array): Promise<Uint8Array> {
    return this.file.read(offset, length, buffer);
  }

  override createReadable(
    range: { offset?: number; size?: number } = {},
  ): ReadableStream<Uint8Array> {
    return super.createReadable({ ...range, chunkSize: this.pieceLength });
  }
}

/** 1 January 1980, midnight: the zero of zip's calendar. */
const zeroDate = 0x00210000;

/** Writes a zip archive of stored members that depends on nothing but their names and bytes. */
export class ArchiveWriter {
  private readonly writer: ZipWriter<unknown>;

  constructor(sink: FileSink) {
    const writable = new WritableStream<Uint8Array>({ write: (bytes) => sink.write(bytes) });
    this.writer = new ZipWriter(writable, {
      ...encoding,
      level: 0,
      rawLastModDate: zeroDate,
      extendedTimestamp: false,
    });
  }

  /**
   * Appends a member.
   * @param size number of bytes in all of `pieces`
   */
  async add(
    name: string,
    size: number,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ): Promise<void> {
    const iterator =
      Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
    const readable = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const next = await iterator.next();
          if (next.done === true) controller.close();
          else controller.enqueue(next.value);
        },
      },
      { highWaterMark: 0 },
    );
    await this.writer.add(name, readable, { uncompressedSize: size });
  }

  /** Writes the directory: the archive is complete. */
  async close(): Promise<void> {
    await this.writer.close();
  }
}
