import type { Column, ColumnValues, Table, TableLayout } from "../data/table.js";
import { FileFormatError, UsageError } from "../errors.js";
import type { ContainerReader, IndexEntry } from "./container/containerReader.js";
import { decoderParts } from "./chunkDecoder.js";
import { openChunkWork, type ChunkWork } from "./chunkWork.js";
import type { StoredHeader } from "./header.js";
import type { NetworkRunners } from "./networkRunners.js";
import type { DecompressOptions } from "./openCompressed.js";
import { bytesOf, newValues } from "../data/columnValues.js";
import { inTurn } from "./inTurn.js";

/**
 * Decodes rows and columns of a file; only the chunks that hold them are read.
 * @throws FileFormatError that names the rows of a damaged chunk, where `onDamage` is not given
 */
export async function decompressTable(
  container: ContainerReader,
  header: StoredHeader,
  networks: NetworkRunners,
  options: DecompressOptions,
): Promise<Table> {
  const { layout } = header;
  const { positions, from, to, perRow } = selectPart(header, options);
  const out = positions.map((position): Column => {
    const { name, type } = header.columns[position];
    return { name, type, values: newValues(type, to - from) };
  });
  let written = 0;
  await decompressEach(container, header, networks, options, (columns, rows) => {
    out.forEach(({ values }, i) => {
      bytesOf(values).set(bytesOf(columns[i].values), written * values.BYTES_PER_ELEMENT);
    });
    written += rows;
  });
  const kept: TableLayout =
    layout.kind === "arrays"
      ? { ...layout, shape: [written / perRow, ...layout.shape.slice(1)] }
      : layout;
  return {
    rows: written,
    columns: written === to - from ? out : out.map((column) => shortened(column, written)),
    layout: kept,
  };
}

/**
 * Decodes rows and columns of a file, chunk by chunk.
 * @param take takes the wanted columns of the next rows, and how many these are; values may be views of larger arrays
 * @throws FileFormatError that names the rows of a damaged chunk, where `onDamage` is not given
 */
export async function decompressEach(
  container: ContainerReader,
  header: StoredHeader,
  networks: NetworkRunners,
  options: DecompressOptions,
  take: (columns: readonly Column[], rows: number) => void | Promise<void>,
): Promise<void> {
  const { onDamage, progress } = options;
  const { positions, from, to, perRow } = selectPart(header, options);
  const chunks = container.entriesOf("chunk");
  const first = Math.floor(from / header.chunkRows);
  const last = from === to ? first : Math.ceil(to / header.chunkRows);
  const parts = await decoderParts(container, header, positions);
  // Networks of latent models run on several threads by themselves.
  const alone = header.model === null || header.model.type === "dense";
  const work = await openChunkWork("decode", parts, alone ? 1 : last - first, networks);
  try {
    const start = (number: number): number => number * header.chunkRows;
    const end = (number: number): number => Math.min(header.rows, start(number + 1));
    const decode = (number: number): Promise<ColumnValues[] | FileFormatError> => {
      progress?.signal.throwIfAborted();
      progress?.report((number - first) / (last - first), "Decoding");
      return decodeOr(container, work, chunks[number], end(number) - start(number));
    };
    const accept = (
      decoded: readonly ColumnValues[] | FileFormatError,
      number: number,
    ): void | Promise<void> => {
      const own = [Math.max(from, start(number)), Math.min(to, end(number))] as const;
      if (decoded instanceof FileFormatError) {
        const damaged = [own[0] / perRow, own[1] / perRow] as const;
        if (onDamage === undefined) throw damagedRows(decoded, damaged);
        onDamage(damaged, decoded);
        return;
      }
      const columns = positions.map((position, i): Column => {
        const { name, type } = header.columns[position];
        const values = decoded[i].subarray(own[0] - start(number), own[1] - start(number));
        return { name, type, values };
      });
      return take(columns, own[1] - own[0]);
    };
    const ahead = header.model?.type === "dense" ? 2 : work.threads;
    await inTurn(first, last, decode, accept, ahead);
    progress?.report(1, "Decoded");
  } finally {
    await work.dispose();
  }
}

/** The part of a file that is wanted: positions of columns, first row and the one after the last. */
function selectPart(
  header: StoredHeader,
  { rows, columns }: DecompressOptions,
): { positions: number[]; from: number; to: number; perRow: number } {
  const { layout } = header;
  const wanted = rows ?? [0, rowCount(header)];
  checkRows(wanted, header);
  const perRow = layout.kind === "arrays" ? header.rows / Math.max(1, layout.shape[0]) : 1;
  const [from, to] = wanted.map((row) => row * perRow);
  return { positions: selectPositions(header, columns), from, to, perRow };
}

/** Rows as they are counted for the user: of arrays, places along the first axis. */
function rowCount({ layout, rows }: StoredHeader): number {
  return layout.kind === "arrays" ? layout.shape[0] : rows;
}

function checkRows([from, to]: readonly [number, number], header: StoredHeader): void {
  const count = rowCount(header);
  const isRow = (row: number): boolean => Number.isInteger(row) && row >= 0 && row <= count;
  if (isRow(from) && isRow(to) && from <= to) return;
  throw new UsageError(
    header.layout.kind === "arrays"
      ? `Rows ${from}:${to} do not exist: the arrays have ${count} places along their first axis, counted from 0.`
      : `Rows ${from}:${to} do not exist: the file has ${count} rows, counted from 0.`,
  );
}

/** The columns of a chunk, or what is wrong with it. */
async function decodeOr(
  container: ContainerReader,
  work: ChunkWork<"decode">,
  chunk: IndexEntry,
  rows: number,
): Promise<ColumnValues[] | FileFormatError> {
  try {
    const bytes = await container.readArray(chunk);
    return await work.run({ number: chunk.number, bytes, rows });
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
