import type { Column, ColumnValues, Table } from "../data/table.js";
import { FileFormatError, UsageError } from "../errors.js";
import type { ContainerReader, IndexEntry } from "./container/containerReader.js";
import { ChunkDecoder } from "./chunkDecoder.js";
import type { StoredHeader } from "./header.js";
import type { NetworkRunners } from "./networkRunners.js";
import type { DecompressOptions } from "./openCompressed.js";
import { newValues } from "../data/columnValues.js";

/**
 * Decodes rows and columns of a file; only the chunks that hold them are read.
 * @throws FileFormatError that names the rows of a damaged chunk, where `onDamage` is not given
 */
export async function decompressTable(
  container: ContainerReader,
  header: StoredHeader,
  networks: NetworkRunners,
  { rows = [0, header.rows], columns, onDamage, progress }: DecompressOptions,
): Promise<Table> {
  const [from, to] = rows;
  if (
    !Number.isInteger(from) ||
    !Number.isInteger(to) ||
    from < 0 ||
    to > header.rows ||
    from > to
  ) {
    throw new UsageError(
      `Rows ${from}:${to} do not exist: the file has ${header.rows} rows, counted from 0.`,
    );
  }
  const positions = selectPositions(header, columns);
  const chunks = container.entriesOf("chunk");
  const first = Math.floor(from / header.chunkRows);
  const last = from === to ? first : Math.ceil(to / header.chunkRows);
  const decoder = await ChunkDecoder.create(container, header, networks, positions);
  try {
    const out = positions.map((position): Column => {
      const { name, type } = header.columns[position];
      return { name, type, values: newValues(type, to - from) };
    });
    let written = 0;
    for (let number = first; number < last; number++) {
      progress?.signal.throwIfAborted();
      progress?.report((number - first) / (last - first), "Decoding");
      const start = number * header.chunkRows;
      const end = Math.min(header.rows, start + header.chunkRows);
      const wanted = [Math.max(from, start), Math.min(to, end)] as const;
      const decoded = await decodeOr(decoder, chunks[number], end - start, (error) => {
        if (onDamage === undefined) throw damagedRows(error, wanted);
        onDamage(wanted, error);
      });
      if (decoded === null) continue;
      out.forEach(({ values }, i) => {
        copyValues(decoded[i], values, wanted[0] - start, wanted[1] - start, written);
      });
      written += wanted[1] - wanted[0];
    }
    progress?.report(1, "Decoded");
    return {
      rows: written,
      columns: written === to - from ? out : out.map((column) => shortened(column, written)),
      layout: header.layout,
    };
  } finally {
    await decoder.dispose();
  }
}

/** The columns of a chunk; null where it is damaged, after `onDamage` was told. */
async function decodeOr(
  decoder: ChunkDecoder,
  chunk: IndexEntry,
  rows: number,
  onDamage: (error: FileFormatError) => void,
): Promise<ColumnValues[] | null> {
  try {
    return await decoder.decode(chunk, rows);
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw error;
    onDamage(error);
    return null;
  }
}

function damagedRows(error: FileFormatError, [from, to]: readonly [number, number]): Error {
  return new FileFormatError(
    `${error.message} Rows ${from} to ${to - 1} cannot be decoded; the other rows come back with --salvage.`,
  );
}

function selectPositions(header: StoredHeader, names: readonly string[] | undefined): number[] {
  if (names === undefined) return header.columns.map((_, position) => position);
  return names.map((name) => {
    const position = header.columns.findIndex((column) => column.name === name);
    if (position < 0) {
      const known = header.columns.map((column) => column.name).join(", ");
      throw new UsageError(`The file has no column "${name}". Its columns are: ${known}.`);
    }
    return position;
  });
}

function shortened({ name, type, values }: Column, rows: number): Column {
  return { name, type, values: values.slice(0, rows) };
}

/** Copies bytes, so that the bits of NaN survive. */
function copyValues(
  source: ColumnValues,
  target: ColumnValues,
  from: number,
  to: number,
  at: number,
): void {
  const size = source.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(source.buffer, source.byteOffset + from * size, (to - from) * size);
  new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes, at * size);
}
