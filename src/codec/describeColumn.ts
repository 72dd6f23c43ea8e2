import type { CodedColumn } from "./chunkPayload.js";
import { totalBits } from "./entropy/fitBins.js";
import type { StoredColumn } from "./header.js";

/** What the header tells of a column, beside what its rows tell. */
export interface ColumnFacts {
  /** Whether a masked model codes its first plane. */
  readonly masked: boolean;
  readonly unit: string | null;
  /** Lowest and highest index. */
  readonly limits: readonly [number, number];
  /** Bits of the column's own streams, tables included, and of what a model codes of it. */
  readonly bits: number;
  readonly rows: number;
  /** Values that are stored one by one. */
  readonly exceptions: number;
  /** NaN without a bound. */
  readonly maxError: number;
}

/** A column as the header has it. */
export function describeColumn(
  { quantized, planes }: CodedColumn,
  { masked, unit, limits: [lowest, highest], bits, rows, exceptions, maxError }: ColumnFacts,
): StoredColumn {
  const { column } = quantized;
  const valueBits = 8 * column.values.BYTES_PER_ELEMENT;
  const all = bits + exceptions * (16 + valueBits);
  const codings = planes.map(({ coding }) => coding);
  return {
    name: column.name,
    type: column.type,
    unit,
    bound: quantized.bound,
    absoluteBound: quantized.absoluteBound,
    sentinels: [...quantized.sentinels],
    grid: quantized.grid,
    atoms: quantized.atoms.map(hexadecimal),
    planes: masked ? ["masked", ...codings] : codings,
    lowest,
    highest,
    bitsPerValue: Number((all / Math.max(1, rows)).toFixed(4)),
    maxError: Number.isNaN(maxError) ? null : maxError,
    exceptions,
  };
}

/** Bits of the streams of a column that is coded by itself, tables included. */
export function streamBits({ planes }: CodedColumn): number {
  return planes.reduce((sum, { fitted }) => sum + totalBits(fitted), 0);
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
