import type { Table } from "../data/table.js";
import type { StoredModel } from "./header.js";

/** A table seen through a model: what the file stores of it. */
export interface ModelEncoding {
  /** Quantised latents, one array of `rows` whole numbers per latent. */
  readonly latents: readonly Float64Array[];
  /** By position in the table: differences of grid indices to the model's predictions, where it predicts indices. */
  readonly residuals: ReadonlyMap<number, Float64Array>;
  /** Bytes of the decoder's member. */
  readonly decoder: Uint8Array<ArrayBuffer>;
  readonly stored: StoredModel;
}

/** Some rows of a table: `at(0)` ... `at(count - 1)`. */
export interface RowSample {
  readonly count: number;
  readonly at: (index: number) => number;
}

/** At most `most` rows, spread evenly. */
export function sampleRows(table: Table, most: number): RowSample {
  const count = Math.min(table.rows, most);
  return { count, at: (index) => Math.floor((index * table.rows) / count) };
}

/** These rows of a row-major matrix. */
export function takeRows(matrix: Float32Array, width: number, rows: RowSample): Float32Array {
  const taken = new Float32Array(rows.count * width);
  for (let i = 0; i < rows.count; i++) {
    const from = rows.at(i) * width;
    taken.set(matrix.subarray(from, from + width), i * width);
  }
  return taken;
}
