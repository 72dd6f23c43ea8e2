/** What is coded of a plane of grid indices: the index, its difference to the row before, or to the model's prediction. */
export type PlaneCoding = "value" | "difference" | "residual";

/** The same as the header has it: masked models code without streams of their own. */
export type StoredCoding = PlaneCoding | "masked";

/** First and last row (exclusive) of every chunk. */
export function chunkRanges(rows: number, chunkRows: number): (readonly [number, number])[] {
  const ranges: (readonly [number, number])[] = [];
  for (let from = 0; from < rows; from += chunkRows) {
    ranges.push([from, Math.min(rows, from + chunkRows)]);
  }
  return ranges;
}

/**
 * The numbers that one chunk codes: rows from..to without atoms.
 * @param source indices for "value" and "difference", residuals for "residual"
 */
export function codedValues(
  source: Float64Array,
  atomOf: Uint8Array | null,
  coding: PlaneCoding,
  from: number,
  to: number,
): { readonly values: Float64Array; readonly anchor: number } {
  const values = atomOf === null ? source.slice(from, to) : withoutAtoms(source, atomOf, from, to);
  const anchor = values[0] ?? 0;
  if (coding !== "difference") return { values, anchor };
  let before = anchor;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    values[i] = value - before;
    before = value;
  }
  return { values, anchor };
}

/** Sums up differences in place; the first is 0. */
export function undoDifferences(values: Float64Array, anchor: number): void {
  let sum = anchor;
  for (let i = 0; i < values.length; i++) {
    sum += values[i];
    values[i] = sum;
  }
}

/** The numbers of all chunks, one after the other. */
export function allCodedValues(
  source: Float64Array,
  atomOf: Uint8Array | null,
  coding: PlaneCoding,
  chunkRows: number,
): Float64Array {
  if (coding !== "difference" && atomOf === null) return source;
  const out = new Float64Array(source.length);
  let length = 0;
  for (const [from, to] of chunkRanges(source.length, chunkRows)) {
    const { values } = codedValues(source, atomOf, coding, from, to);
    out.set(values, length);
    length += values.length;
  }
  return out.subarray(0, length);
}

/** How often each atom occurs. */
export function countAtoms(atomOf: Uint8Array | null, atoms: number): number[] {
  const counts = new Array<number>(atoms).fill(0);
  if (atomOf === null) return counts;
  for (const atom of atomOf) if (atom > 0) counts[atom - 1]++;
  return counts;
}

function withoutAtoms(
  source: Float64Array,
  atomOf: Uint8Array,
  from: number,
  to: number,
): Float64Array {
  const values = new Float64Array(to - from);
  let count = 0;
  for (let row = from; row < to; row++) if (atomOf[row] === 0) values[count++] = source[row];
  return values.subarray(0, count);
}
