import type { StoredModel } from "./header.js";
import type { ModelRows } from "./modelRows.js";

/** A table seen through a model: what the file stores of it. */
export interface ModelEncoding {
  readonly rows: ModelRows;
  /** Quantised latents, one array per latent of a whole number for each of `rows`. */
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

/** These rows of a row-major matrix. */
export function takeRows(matrix: Float32Array, width: number, rows: RowSample): Float32Array {
  const taken = new Float32Array(rows.count * width);
  for (let i = 0; i < rows.count; i++) {
    const from = rows.at(i) * width;
    taken.set(matrix.subarray(from, from + width), i * width);
  }
  return taken;
}
