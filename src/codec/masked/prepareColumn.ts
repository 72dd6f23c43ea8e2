import { newValues } from "../../data/columnValues.js";
import type { MaskedAxis } from "../../models/maskedModel.js";
import type { ColumnGrid } from "../grids/columnGrid.js";
import type { QuantizedColumn } from "../grids/quantizeColumn.js";
import { ColumnCells, hasCells } from "./columnCells.js";
import { ColumnClasses, classRows, patternNumbers, type ClassedRows } from "./columnClasses.js";
import type { ChunkColumn } from "./maskedChunks.js";
import { MaskedDistribution } from "./maskedColumn.js";

/** A quantised column as a masked autoencoder sees it. */
export interface PreparedColumn {
  readonly grid: ColumnGrid;
  /** Whether the model can code it. */
  readonly usable: boolean;
  readonly meaning: ColumnClasses;
  /** The stored patterns that the model knows, as numbers. */
  readonly patterns: readonly number[];
  /** Lowest and highest index of rows that are no atoms. */
  readonly limits: readonly [number, number];
  readonly shown: ClassedRows;
  /** With the atoms that the model knows; rows with other special values are exceptions. */
  readonly asCoded: QuantizedColumn;
  /** For every row 1 where it is shown as a stored pattern; null where there are none. */
  readonly patterned: Uint8Array | null;
  /** Roughly the bits of those exceptions. */
  readonly unknownBits: number;
}

/**
 * @param fixed limits of a column that the model codes, where they were found in other rows: what lies outside is an
 *   exception
 */
export function prepareColumn(
  column: MaskedAxis,
  quantized: QuantizedColumn,
  fixed: { readonly limits: readonly [number, number]; readonly coded: boolean } | null = null,
): PreparedColumn {
  const { grid, atomOf, exceptions } = quantized;
  const { type } = quantized.column;
  const meaning = new ColumnClasses(column, grid, patternNumbers(type, quantized.atoms));
  const usable = hasCells(grid);
  const limits = fixed?.limits ?? (usable ? ordinaryLimits(meaning, quantized) : ([0, 0] as const));
  const shown = showRows(grid, meaning, quantized.planes[0], atomOf, limits[0]);
  const outside = fixed?.coded === true ? hideOutside(shown, meaning.ordinary, limits) : [];
  const atoms = quantized.atoms.filter((_, i) => meaning.classOfPattern[i] >= 0);
  const merged = new Set([...exceptions, ...shown.unknown, ...outside]);
  const kept = Uint32Array.from(merged).sort();
  const patterns = patternNumbers(type, atoms);
  const known = new ColumnClasses(column, grid, patterns);
  const { patternOf } = known;
  return {
    grid,
    usable,
    limits,
    shown,
    meaning: known,
    patterns,
    patterned:
      atoms.length === 0
        ? null
        : Uint8Array.from(shown.classes, (own) => (patternOf[own] >= 0 ? 1 : 0)),
    asCoded: { ...quantized, atoms, atomOf: null, exceptions: kept },
    unknownBits:
      (kept.length - exceptions.length) * (16 + 8 * quantized.column.values.BYTES_PER_ELEMENT),
  };
}

/** The parts of a prepared column that its rows are in, without a row. */
export function withoutRows({
  asCoded,
}: PreparedColumn): Pick<PreparedColumn, "shown" | "patterned" | "asCoded"> {
  const { column } = asCoded;
  return {
    shown: { classes: new Uint16Array(0), indices: new Float64Array(0), unknown: [] },
    patterned: null,
    asCoded: {
      ...asCoded,
      column: { ...column, values: newValues(column.type, 0) },
      planes: [],
      exceptions: new Uint32Array(0),
    },
  };
}

/** Rows as features show them. Columns on other grids than a model can see all look alike. */
export function showRows(
  grid: ColumnGrid,
  meaning: ColumnClasses,
  indices: Float64Array,
  atomOf: ArrayLike<number> | null,
  filler: number,
): ClassedRows {
  if (hasCells(grid)) return classRows(meaning, indices, atomOf, filler);
  const classes = new Uint16Array(indices.length).fill(Math.max(0, meaning.ordinary));
  return { classes, indices: new Float64Array(indices.length), unknown: [] };
}

/** @param components null for columns that are only seen */
export function chunkColumn(
  column: MaskedAxis,
  grid: ColumnGrid,
  meaning: ColumnClasses,
  [lowest, highest]: readonly [number, number],
  components: number | null,
): ChunkColumn {
  const seen = { axis: column, grid, meaning, filler: lowest, distribution: null };
  if (components === null) return seen;
  const { axis, relation } = column;
  const cells = axis === null ? null : new ColumnCells(grid, axis, relation, lowest, highest);
  return { ...seen, distribution: new MaskedDistribution(column, components, cells) };
}

/** Shows ordinary rows outside the limits as the lowest index. @returns those rows */
function hideOutside(
  { classes, indices }: ClassedRows,
  ordinary: number,
  [lowest, highest]: readonly [number, number],
): number[] {
  const rows: number[] = [];
  for (let row = 0; row < indices.length; row++) {
    if (classes[row] !== ordinary || (indices[row] >= lowest && indices[row] <= highest)) continue;
    indices[row] = lowest;
    rows.push(row);
  }
  return rows;
}

function ordinaryLimits(
  meaning: ColumnClasses,
  { planes, atomOf }: QuantizedColumn,
): readonly [number, number] {
  let lowest = Infinity;
  let highest = -Infinity;
  const [indices] = planes;
  for (let row = 0; row < indices.length; row++) {
    if (atomOf !== null && atomOf[row] > 0) continue;
    const index = indices[row];
    if (index >= lowest && index <= highest) continue;
    if (meaning.ofIndex(index) !== meaning.ordinary) continue;
    if (index < lowest) lowest = index;
    if (index > highest) highest = index;
  }
  return lowest <= highest ? [lowest, highest] : [0, 0];
}
