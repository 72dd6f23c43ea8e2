import type { ColumnValues } from "../data/table.js";
import { ByteReader } from "./byteReader.js";
import { ByteWriter } from "./byteWriter.js";
import type { CodedPlane } from "./chooseCoding.js";
import { codedValues } from "./codedValues.js";
import { BinCoder } from "./entropy/binCoding.js";
import {
  laneCount,
  readStreams,
  writeStreams,
  type DecodedStream,
  type NumberStream,
  type StreamPlan,
} from "./entropy/codedStreams.js";
import type { QuantizedColumn } from "./grids/quantizeColumn.js";
import type { ModelRows } from "./modelRows.js";

/** A column with the coding of each of its planes. */
export interface CodedColumn {
  readonly quantized: QuantizedColumn;
  readonly planes: readonly CodedPlane[];
  /** Whether a masked model codes the first plane of the grid, and `planes` has the second alone. */
  readonly firstIsMasked?: boolean;
}

/** Writes chunks of one table. */
export class ChunkWriter {
  private readonly planeCoders: readonly (readonly BinCoder[])[];
  private readonly latentCoders: readonly BinCoder[];

  /**
   * @param latents one plane per latent; none without a model
   * @param modelRows what latents have one number for
   * @param like a writer of other rows of the same columns
   */
  constructor(
    private readonly latents: readonly CodedPlane[],
    private readonly columns: readonly CodedColumn[],
    private readonly modelRows: ModelRows | null = null,
    like?: ChunkWriter,
  ) {
    this.latentCoders =
      like?.latentCoders ?? latents.map(({ fitted }) => new BinCoder(fitted.table));
    this.planeCoders =
      like?.planeCoders ??
      columns.map(({ planes }) => planes.map(({ fitted }) => new BinCoder(fitted.table)));
  }

  /**
   * The bytes of rows from ... to, and how many of them are exceptions.
   * @param masked what a masked model codes of these rows; absent where there is none
   */
  write(
    from: number,
    to: number,
    masked?: Uint8Array,
  ): { bytes: Uint8Array<ArrayBuffer>; exceptionBytes: number } {
    const out = new ByteWriter();
    const exceptions = new ByteWriter();
    const anchors: number[] = [];
    const seen = this.modelRows?.range(from, to) ?? [from, to];
    const streams: NumberStream[] = this.latents.map((plane, latent) => ({
      coder: this.latentCoders[latent],
      values: codedValues(plane.source, null, "value", ...seen).values,
      atomOf: null,
    }));
    const counts: number[] = [];
    this.columns.forEach(({ quantized, planes, firstIsMasked }, column) => {
      writeExceptions(quantized, from, to, exceptions);
      planes.forEach((plane, number) => {
        const { values, anchor } = codedValues(plane.source, plane.atomOf, plane.coding, from, to);
        if (plane.coding === "difference") anchors.push(anchor);
        if (firstIsMasked === true) counts.push(values.length);
        // Only the first plane tells which rows are atoms.
        const atomOf =
          number === 0 && firstIsMasked !== true
            ? (plane.atomOf?.subarray(from, to) ?? null)
            : null;
        streams.push({ coder: this.planeCoders[column][number], values, atomOf });
      });
    });
    const exceptionData = exceptions.toBytes();
    out.varint(exceptionData.length);
    out.append(exceptionData);
    if (masked !== undefined) {
      out.varint(masked.length);
      out.append(masked);
    }
    for (const anchor of anchors) out.signedVarint(anchor);
    for (const count of counts) out.varint(count);
    const symbols = streams.reduce(
      (sum, { values, atomOf }) => sum + (atomOf?.length ?? values.length),
      0,
    );
    writeStreams(streams, laneCount(symbols), out);
    return { bytes: out.toBytes(), exceptionBytes: exceptionData.length };
  }
}

/** Values of one column of a chunk that are stored exactly: position in the chunk, and the bytes of one value. */
export interface StoredException {
  readonly row: number;
  readonly pattern: Uint8Array;
}

/** What the decoder of chunks must know about a column. */
export interface ColumnPlan {
  readonly valueBytes: number;
  /** For each plane whether differences are coded. */
  readonly differences: readonly boolean[];
}

/** A chunk, decoded as far as it is independent of a model. */
export interface DecodedChunk {
  readonly exceptions: readonly (readonly StoredException[])[];
  /** For each column the first values of its planes of differences, null for others. */
  readonly anchors: readonly (readonly (number | null)[])[];
  /** What a masked model codes; empty where there is none. */
  readonly masked: Uint8Array;
  /** Latents first, then the planes of the columns. */
  readonly streams: readonly DecodedStream[];
}

/**
 * Reads what `ChunkWriter` wrote.
 * @param countedPlans numbers of the plans whose rows the chunk itself counts
 * @throws FileFormatError where the bytes are damaged
 */
export function readChunk(
  bytes: Uint8Array,
  what: string,
  rows: number,
  columns: readonly ColumnPlan[],
  plans: readonly StreamPlan[],
  hasMasked: boolean,
  countedPlans: readonly number[],
): DecodedChunk {
  const reader = new ByteReader(bytes, what);
  const section = new ByteReader(reader.take(reader.varint(reader.remaining)), what);
  const exceptions = columns.map(({ valueBytes }) => readExceptions(section, rows, valueBytes));
  if (section.remaining > 0) section.fail("there are bytes behind the exceptions");
  const masked = reader.take(hasMasked ? reader.varint(reader.remaining) : 0);
  const anchors = columns.map(({ differences }) =>
    differences.map((isDifference) => (isDifference ? reader.signedVarint() : null)),
  );
  const counted = [...plans];
  for (const plan of countedPlans) counted[plan] = { ...plans[plan], rows: reader.varint(rows) };
  return { exceptions, masked, anchors, streams: readStreams(counted, reader) };
}

function writeExceptions(
  { column, exceptions }: QuantizedColumn,
  from: number,
  to: number,
  out: ByteWriter,
): void {
  const first = firstAtLeast(exceptions, from);
  const rows = exceptions.subarray(first, firstAtLeast(exceptions, to));
  out.varint(rows.length);
  let before = from;
  for (const row of rows) {
    out.varint(row - before);
    before = row + 1;
  }
  out.append(patternsOf(column.values, rows));
}

function readExceptions(reader: ByteReader, rows: number, valueBytes: number): StoredException[] {
  const count = reader.varint(rows);
  if (count > reader.remaining) reader.fail("the data ends too early");
  const positions: number[] = [];
  let row = 0;
  for (let i = 0; i < count; i++) {
    row += reader.varint(rows);
    if (row >= rows) reader.fail("an exception lies outside the chunk");
    positions.push(row++);
  }
  return positions.map((position) => ({ row: position, pattern: reader.take(valueBytes) }));
}

function patternsOf(values: ColumnValues, rows: Uint32Array): Uint8Array {
  const size = values.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const out = new Uint8Array(rows.length * size);
  rows.forEach((row, i) => out.set(bytes.subarray(row * size, (row + 1) * size), i * size));
  return out;
}

function firstAtLeast(rows: Uint32Array, least: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle] < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
