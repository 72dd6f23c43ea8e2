import type { FileSource, Progress } from "../data/fileAccess.js";
import type { Column, Table } from "../data/table.js";
import { FileFormatError } from "../errors.js";
import { isPlausibleSize } from "./chunkSize.js";
import { ContainerReader } from "./container/containerReader.js";
import { decompressEach, decompressTable } from "./decompressTable.js";
import { describeHeader, parseHeader, type CompressedHeader } from "./header.js";
import { checkHeader } from "./checkHeader.js";
import type { NetworkRunners } from "./networkRunners.js";

export type { CompressedHeader } from "./header.js";

/** What to decompress; all where nothing is said. */
export interface DecompressOptions {
  /** First row and the row after the last. */
  readonly rows?: readonly [number, number];
  readonly columns?: readonly string[];
  /**
   * Told of rows (first, and the one after the last) that cannot be decoded because their chunk is damaged: they are
   * left out of the table. Without it damage is an error.
   */
  readonly onDamage?: (rows: readonly [number, number], error: FileFormatError) => void;
  readonly progress?: Progress;
}

/** A compressed file whose header was read and checked. */
export interface CompressedFile {
  readonly header: CompressedHeader;
  /** Checks every byte of the file. @throws FileFormatError that names the first damaged part */
  verifyChecksums(progress?: Progress): Promise<void>;
  /**
   * Decodes the chunks that hold the rows asked for.
   * @throws FileFormatError where one of them is damaged, UsageError where rows or columns do not exist
   */
  decompress(networks: NetworkRunners, options?: DecompressOptions): Promise<Table>;
  /**
   * The same chunk by chunk, for files that are longer than memory.
   * @param take takes the columns of the next rows, and how many these are
   */
  decompressEach(
    networks: NetworkRunners,
    options: DecompressOptions,
    take: (columns: readonly Column[], rows: number) => void | Promise<void>,
  ): Promise<void>;
}

/**
 * Opens a compressed file by reading its end and its header.
 * @throws FileFormatError where it is no such file, damaged, or of a newer format
 */
export async function openCompressed(file: FileSource): Promise<CompressedFile> {
  const container = await ContainerReader.open(file);
  const [entry, ...others] = container.entriesOf("header");
  if (entry === undefined || others.length > 0) {
    throw new FileFormatError(`${file.name}: the file has no header, or more than one.`);
  }
  const stored = parseHeader(await container.readFile(entry));
  checkHeader(stored, container, file.size);
  if (!isPlausibleSize(stored, file.size)) {
    throw new FileFormatError(
      `${file.name} declares ${stored.rows} rows of ${stored.columns.length} columns, more than a file of ${file.size} bytes can hold.`,
    );
  }
  return {
    header: describeHeader(stored, file.size, container.created),
    verifyChecksums: (progress) =>
      container.verify((fraction) => {
        progress?.signal.throwIfAborted();
        progress?.report(fraction, "Checking checksums");
      }),
    decompress: (networks, options = {}) => decompressTable(container, stored, networks, options),
    decompressEach: (networks, options, take) =>
      decompressEach(container, stored, networks, options, take),
  };
}
