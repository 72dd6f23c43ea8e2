import { Zstd } from "@hpcc-js/wasm-zstd";
import type { Bound } from "../config/config.js";
import type { Progress } from "../data/fileAccess.js";
import { narrowestType } from "../data/inputBytes.js";
import type { Column, Table } from "../data/table.js";
import { compressTable } from "./compressTable.js";
import { roundBits } from "./bitRounding.js";
import { toleranceOf } from "./grids/tolerance.js";
import { javascriptNetworks } from "./javascriptNetworks.js";
import { eventLoopTurn } from "../data/eventLoopTurn.js";
import { newValues, valueBytes } from "../data/columnValues.js";

export interface BaselineOptions {
  readonly table: Table;
  readonly bounds: readonly Bound[];
  readonly sentinels: readonly (readonly number[])[];
  /** Frees what is no longer used. */
  readonly releaseMemory?: () => void;
}

/** Name of the baseline that is this format without a model. */
export const plainCoderName = "grid + entropy coder";

const zstdLevel = 19;
const wholeLength = 1 << 21;
/** At this level zstd takes hundreds of megabytes for longer pieces ... */
const pieceLength = 1 << 20;
/** ... and reads a few MB a second: longer data are represented by so many pieces, evenly spread, and the size scaled. */
const mostPieces = 8;

/**
 * What general tools make of the same table.
 * - zstd: lossless, of the columns one after the other, little-endian, each in the narrowest type that holds its values
 * - byte shuffle + zstd: the same with the bytes of each column sorted by significance
 * - bit rounding + byte shuffle + zstd: the same again after mantissas were rounded to the bits that the bounds ask for;
 *   left out where every bound is exact, or one column has none
 * - grid + entropy coder: this format without a model, at the same bounds, every byte of the file counted; left out
 *   where a column has no bound, because there is no grid for it
 * Of tables above 2 MB, zstd sees pieces of 1 MB, at most eight of them; the names say so.
 */
export async function measureBaselines(
  options: BaselineOptions,
  progress?: Progress,
): Promise<{ name: string; bytes: number }[]> {
  const columns = options.table.columns.map(narrowestBytes);
  const report = (fraction: number): void => {
    progress?.signal.throwIfAborted();
    progress?.report(fraction, "Measuring baselines");
  };
  const length = columns.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const cut = length > wholeLength ? " of 1 MB pieces" : "";
  const scaled = length > mostPieces * pieceLength ? ` (scaled from ${mostPieces} MB)` : "";
  const name = `zstd -${zstdLevel}${cut}${scaled}`;
  const rounded = roundedColumns(options);
  const tools = [
    { name, data: () => joined(columns.map(({ bytes }) => bytes)) },
    { name: `byte shuffle + ${name}`, data: () => shuffled(columns) },
    ...(rounded === null
      ? []
      : [
          {
            name: `bit rounding + shuffle + ${name}`,
            data: () => shuffled(rounded.map(narrowestBytes)),
          },
        ]),
  ];
  // One after the other: at this level zstd takes a hundred megabytes to work in.
  const zstd = await Zstd.load();
  const baselines: { name: string; bytes: number }[] = [];
  for (const [tool, { name, data: make }] of tools.entries()) {
    let written = 0;
    const data = make();
    const pieces = piecesOf(data);
    for (const [i, piece] of pieces.entries()) {
      await eventLoopTurn();
      report((0.9 * (tool + i / pieces.length)) / tools.length);
      written += zstd.compress(piece, zstdLevel).length;
      options.releaseMemory?.();
    }
    const seen = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const scale = data.length / Math.max(1, seen);
    baselines.push({ name, bytes: Math.round(written * scale) });
  }
  await Zstd.unload();
  options.releaseMemory?.();
  if (!options.bounds.includes("none")) {
    report(0.9);
    const { outputBytes } = await compressTable(
      {
        ...options,
        ...(progress && {
          progress: {
            signal: progress.signal,
            report: (fraction) => {
              report(0.9 + 0.1 * fraction);
            },
          },
        }),
        units: options.bounds.map(() => null),
        model: null,
        networks: javascriptNetworks,
        provenance: {},
      },
      { write: () => Promise.resolve() },
    );
    baselines.push({ name: plainCoderName, bytes: outputBytes });
  }
  report(1);
  return baselines;
}

/** Columns rounded to their bounds; null where that changes none, or one has no bound. */
function roundedColumns({ table, bounds, sentinels }: BaselineOptions): Column[] | null {
  if (bounds.includes("none")) return null;
  const tolerances = table.columns.map((column, i) => toleranceOf(column, bounds[i], sentinels[i]));
  if (tolerances.every((tolerance) => tolerance === null)) return null;
  return table.columns.map((column, i) => {
    const tolerance = tolerances[i];
    return tolerance === null ? column : roundBits(column, tolerance, sentinels[i]);
  });
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}

/** All data in pieces, or evenly spread ones of them. */
function piecesOf(data: Uint8Array): Uint8Array[] {
  if (data.length <= wholeLength) return [data];
  const all = Math.ceil(data.length / pieceLength);
  const count = Math.min(all, mostPieces);
  return Array.from({ length: count }, (_, i) => {
    const at =
      count === all ? i * pieceLength : Math.floor(((data.length - pieceLength) * i) / (count - 1));
    return data.subarray(at, at + pieceLength);
  });
}

/** Bytes of a column, `size` of each value. */
interface ColumnBytes {
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** A column's bytes in the narrowest type that holds its values. */
function narrowestBytes(column: Column): ColumnBytes {
  const type = narrowestType(column);
  const size = valueBytes(type);
  let { values } = column;
  if (type !== column.type) {
    const narrow = newValues(type, values.length);
    const wide = narrow instanceof BigInt64Array || narrow instanceof BigUint64Array;
    for (let row = 0; row < values.length; row++) {
      narrow[row] = wide ? BigInt(values[row]) : Number(values[row]);
    }
    values = narrow;
  }
  return {
    bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    size,
  };
}

function shuffled(columns: readonly ColumnBytes[]): Uint8Array {
  return joined(columns.map(({ bytes, size }) => shuffle(bytes, size)));
}

/** Bytes of equal significance together. */
function shuffle(bytes: Uint8Array, size: number): Uint8Array {
  const rows = bytes.length / size;
  const out = new Uint8Array(bytes.length);
  for (let byte = 0; byte < size; byte++) {
    for (let row = 0; row < rows; row++) out[byte * rows + row] = bytes[row * size + byte];
  }
  return out;
}
