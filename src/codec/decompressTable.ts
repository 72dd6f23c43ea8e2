import type { Column, ColumnValues, Table, TableLayout } from "../data/table.js";
import { UsageError } from "../errors.js";
import type { ContainerReader } from "./container/containerReader.js";
import { ChunkDecoder } from "./chunkDecoder.js";
import type { StoredHeader } from "./header.js";
import type { NetworkRunners } from "./networkRunners.js";
import type { DecompressOptions } from "./openCompressed.js";
import { newValues } from "../data/columnValues.js";

/** Decodes rows and columns of a file; only the chunks that hold them are read. */
export async function decompressTable(
  container: ContainerReader,
  header: StoredHeader,
  networks: NetworkRunners,
  { rows, columns, progress }: DecompressOptions,
): Promise<Table> {
  const { layout } = header;
  const wanted = rows ?? [0, rowCount(header)];
  checkRows(wanted, header);
  const perRow = layout.kind === "arrays" ? header.rows / Math.max(1, layout.shape[0]) : 1;
  const [from, to] = wanted.map((row) => row * perRow);
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
    for (let number = first; number < last; number++) {
      progress?.signal.throwIfAborted();
      progress?.report((number - first) / (last - first), "Decoding");
      const start = number * header.chunkRows;
      const end = Math.min(header.rows, start + header.chunkRows);
      const decoded = await decoder.decode(chunks[number], end - start);
      out.forEach(({ values }, i) => {
        copyValues(
          decoded[i],
          values,
          Math.max(from, start) - start,
          Math.min(to, end) - start,
          Math.max(from, start) - from,
        );
      });
    }
    progress?.report(1, "Decoded");
    const kept: TableLayout =
      layout.kind === "arrays"
        ? { ...layout, shape: [wanted[1] - wanted[0], ...layout.shape.slice(1)] }
        : layout;
    return { rows: to - from, columns: out, layout: kept };
  } finally {
    await decoder.dispose();
  }
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
