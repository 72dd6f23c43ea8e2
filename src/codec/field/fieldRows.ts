/** One array of a chunk: the class of each value (a number of an atom, or behind them), and the indices of all others. */
export interface FieldRows {
  readonly classes: Uint16Array;
  readonly indices: Float64Array;
}
