import type { FieldState } from "./fieldState.js";
import type { FieldShape } from "./neighbours.js";

/** The known cells of one array of a chunk. */
export interface FieldValues {
  readonly shape: FieldShape;
  /** Cells of all places; looked at where `special` is 0. */
  readonly cells: Int32Array;
  /** 1 where a value has no cell. */
  readonly special: Uint8Array;
}

/** Enters known cells without predictions: special places look like the place before. */
export function enterValues(state: FieldState, { cells, special }: FieldValues): void {
  let before = 0;
  for (let at = 0; at < cells.length; at++) {
    if (special[at] === 0) before = cells[at];
    state.cells[at] = before;
    state.special[at] = special[at];
  }
}
