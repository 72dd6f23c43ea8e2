import type { ColumnValues } from "../../data/table.js";
import { maxAtoms } from "../entropy/binTable.js";

/** Values of a column that are stored exactly, by how. */
export interface SpecialValues {
  /** Bit patterns that occur so often that each gets a symbol of its own, as the bytes of one value. */
  readonly atoms: readonly Uint8Array[];
  /** For every row 0, or the number of its atom plus one; null where there are no atoms. */
  readonly atomOf: Uint8Array | null;
  /** Rows whose bit patterns are stored one by one, rising. */
  readonly exceptions: Uint32Array;
}

/** From this many on, a symbol of its own costs less than single storage. */
const fewestForAtom = 4;
/** A share of zeros from which they get a symbol of their own in front of a model's predictions. */
const zeroShare = 0.01;

/**
 * Sorts the rows that a grid does not hold into atoms and exceptions.
 * @param exact 1 for those rows; null where there are none
 * @param zeros whether frequent zeros shall be atoms too, although the grid holds them
 */
export function sortSpecialValues(
  values: ColumnValues,
  exact: Uint8Array | null,
  zeros: boolean,
): SpecialValues {
  const rows = values.length;
  const keyOf = patternKeys(values);
  const zeroKey = typeof keyOf(0) === "bigint" ? 0n : 0;
  const counts = new Map<number | bigint, number>();
  if (exact !== null) {
    for (let row = 0; row < rows; row++) {
      if (exact[row] === 0) continue;
      const key = keyOf(row);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  if (zeros) {
    let count = 0;
    for (let row = 0; row < rows; row++) if (keyOf(row) === zeroKey) count++;
    if (count > zeroShare * rows) counts.set(zeroKey, count);
  }
  const frequent = [...counts]
    .filter(([, count]) => count >= fewestForAtom)
    .sort(([keyA, a], [keyB, b]) => b - a || (keyA < keyB ? -1 : 1))
    .slice(0, maxAtoms);
  const numbers = new Map(frequent.map(([key], index) => [key, index + 1]));
  const atomOf = frequent.length > 0 ? new Uint8Array(rows) : null;
  const exceptions: number[] = [];
  const first: number[] = [];
  const zeroIsAtom = numbers.has(zeroKey);
  for (let row = 0; row < rows; row++) {
    if (exact?.[row] !== 1 && !(zeroIsAtom && Number(values[row]) === 0)) continue;
    const atom = numbers.get(keyOf(row));
    if (atom !== undefined) {
      atomOf![row] = atom;
      first[atom - 1] ??= row;
    } else if (exact?.[row] === 1) {
      exceptions.push(row);
    }
  }
  return {
    atoms: first.map((row) => patternOf(values, row)),
    atomOf,
    exceptions: Uint32Array.from(exceptions),
  };
}

/** The bytes of one value, little-endian. */
export function patternOf(values: ColumnValues, row: number): Uint8Array {
  const size = values.BYTES_PER_ELEMENT;
  return new Uint8Array(values.buffer, values.byteOffset + row * size, size).slice();
}

/** Writes the bytes of one value. */
export function setPattern(values: ColumnValues, row: number, pattern: Uint8Array): void {
  const size = values.BYTES_PER_ELEMENT;
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength).set(pattern, row * size);
}

/** Numbers that tell the bit patterns of values apart. */
export function patternKeys(values: ColumnValues): (row: number) => number | bigint {
  if (values instanceof Float32Array) {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
    return (row) => words[row];
  }
  if (values instanceof Float64Array) {
    const words = new BigUint64Array(values.buffer, values.byteOffset, values.length);
    return (row) => words[row];
  }
  return (row) => values[row];
}
