import { permutation, randomStreams } from "./counterRandom.js";

export interface RowSplit {
  /** Row numbers, ascending. */
  readonly training: Uint32Array;
  readonly validation: Uint32Array;
}

/** Sets a seeded random share of the rows aside for validation; at least one row stays for training. */
export function splitRows(rows: number, validationFraction: number, seed: number): RowSplit {
  const aside = Math.min(Math.floor(rows * validationFraction), Math.max(0, rows - 1));
  const order = permutation(seed, randomStreams.split, 0, rows);
  return {
    training: order.slice(aside).sort(),
    validation: order.slice(0, aside).sort(),
  };
}
