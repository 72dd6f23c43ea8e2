/** A column put on its grid. */
export interface Quantized {
  /** One array of grid indices per plane; rows that are stored exactly hold a neighbour's index. */
  readonly planes: readonly Float64Array[];
  /** 1 for rows that the grid does not give back well enough; null where there are none. */
  readonly exact: Uint8Array | null;
  /** Largest |x' - x| of the other rows. */
  readonly maxError: number;
}

/** Gives rows that are stored exactly the index of the row before, which costs little. */
export function fillExactRows(indices: Float64Array, exact: Uint8Array): void {
  let last = 0;
  for (let row = 0; row < indices.length; row++) {
    if (exact[row] === 0) {
      last = indices[row];
      break;
    }
  }
  for (let row = 0; row < indices.length; row++) {
    if (exact[row] === 0) last = indices[row];
    else indices[row] = last;
  }
}
