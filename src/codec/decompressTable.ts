import type { Column, ColumnValues, Table } from "../data/table.js";
import { FileFormatError, UsageError } from "../errors.js";
import type { ContainerReader, IndexEntry } from "./container/containerReader.js";
import { ChunkDecoder } from "./chunkDecoder.js";
import type { StoredHeader } from "./header.js";
import type { NetworkRunners } from "./networkRunners.js";
import type { DecompressOptions } from "./openCompressed.js";
import { newValues } from "../data/columnValues.js";
import { inTurn } from "./inTurn.js";

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
    const start = (number: number): number => number * header.chunkRows;
    const end = (number: number): number => Math.min(header.rows, start(number + 1));
    const decode = (number: number): Promise<ColumnValues[] | FileFormatError> => {
      progress?.signal.throwIfAborted();
      progress?.report((number - first) / (last - first), "Decoding");
      return decodeOr(decoder, chunks[number], end(number) - start(number));
    };
    let written = 0;
    const accept = (decoded: readonly ColumnValues[] | FileFormatError, number: number): void => {
      const wanted = [Math.max(from, start(number)), Math.min(to, end(number))] as const;
      if (decoded instanceof FileFormatError) {
        if (onDamage === undefined) throw damagedRows(decoded, wanted);
        onDamage(wanted, decoded);
        return;
      }
      out.forEach(({ values }, i) => {
        const [begin, stop] = wanted.map((row) => row - start(number));
        copyValues(decoded[i], values, begin, stop, written);
      });
      written += wanted[1] - wanted[0];
    };
    if (header.model?.type === "dense") await inTurn(first, last, decode, accept);
    else for (let number = first; number < last; number++) accept(await decode(number), number);
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

/** The columns of a chunk, or what is wrong with it. */
async function decodeOr(
  decoder: ChunkDecoder,
  chunk: IndexEntry,
  rows: number,
): Promise<ColumnValues[] | FileFormatError> {
  try {
    return await decoder.decode(chunk, rows);
  } catch (error) {
    if (error instanceof FileFormatError) return error;
    throw error;
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
