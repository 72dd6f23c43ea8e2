import type { ColumnType } from "../../data/table.js";
import type { MaskedAxis } from "../../models/maskedModel.js";
import type { ColumnGrid } from "../grids/columnGrid.js";
import { newValues } from "../../data/columnValues.js";
import { indexOfValue } from "./columnCells.js";
import { ordinaryClass } from "./features.js";

/** What the classes of a column mean in one file: atoms stored as patterns, or places on the grid. */
export class ColumnClasses {
  /** For each atom of the model its number among the file's stored patterns, or -1. */
  readonly patternOf: Int32Array;
  /** For each atom of the model its index on the grid, NaN where it has none. */
  readonly indexOf: Float64Array;
  /** For each stored pattern the atom of the model; -1 where it has none (of several NaN it knows the first). */
  readonly classOfPattern: Int32Array;
  readonly ordinary: number;
  private readonly byIndex = new Map<number, number>();

  /** @param patterns the file's stored patterns, as numbers */
  constructor(column: MaskedAxis, grid: ColumnGrid, patterns: readonly number[]) {
    const { atoms } = column;
    this.ordinary = ordinaryClass(column);
    this.patternOf = Int32Array.from(atoms, (atom) =>
      patterns.findIndex((pattern) => Object.is(pattern, atom)),
    );
    this.classOfPattern = new Int32Array(patterns.length).fill(-1);
    this.patternOf.forEach((pattern, i) => {
      if (pattern >= 0) this.classOfPattern[pattern] = i;
    });
    this.indexOf = Float64Array.from(atoms, (atom, i) =>
      this.patternOf[i] >= 0 ? NaN : indexOfValue(grid, atom),
    );
    this.indexOf.forEach((index, i) => {
      if (Number.isFinite(index) && !this.byIndex.has(index)) this.byIndex.set(index, i);
    });
  }

  /** Class of a row that is on the grid; -1 where the model has none for it. */
  ofIndex(index: number): number {
    return this.byIndex.get(index) ?? this.ordinary;
  }
}

/** Classes and indices of rows as features show them. */
export interface ClassedRows {
  readonly classes: Uint16Array;
  /** Grid indices; `filler` where a row has no class of its own. */
  readonly indices: Float64Array;
  /** Rows that have no class of their own and are shown as something else. */
  readonly unknown: readonly number[];
}

/**
 * @param indices grid indices of all rows
 * @param atomOf for every row 0 or the number of its stored pattern plus one; null where there are none
 * @param filler index of rows without a class of their own
 */
export function classRows(
  meaning: ColumnClasses,
  indices: Float64Array,
  atomOf: ArrayLike<number> | null,
  filler: number,
): ClassedRows {
  const classes = new Uint16Array(indices.length);
  const shown = indices.slice();
  const unknown: number[] = [];
  for (let row = 0; row < indices.length; row++) {
    const atom = atomOf === null ? 0 : atomOf[row];
    const own = atom > 0 ? meaning.classOfPattern[atom - 1] : meaning.ofIndex(indices[row]);
    if (own >= 0) {
      classes[row] = own;
      if (atom > 0) shown[row] = filler;
    } else {
      classes[row] = Math.max(0, meaning.ordinary);
      shown[row] = filler;
      unknown.push(row);
    }
  }
  return { classes, indices: shown, unknown };
}

/** Stored patterns as numbers. */
export function patternNumbers(type: ColumnType, patterns: readonly Uint8Array[]): number[] {
  return patterns.map((pattern) => {
    const values = newValues(type, 1);
    new Uint8Array(values.buffer).set(pattern);
    return Number(values[0]);
  });
}
