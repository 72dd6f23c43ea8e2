import type { AxisMap } from "../../models/axisMap.js";
import type { Relation } from "../../models/relation.js";
import { AxisEvaluator } from "../axisEvaluator.js";
import { largestIndex, type ColumnGrid } from "../grids/columnGrid.js";

/** Cells that a distribution tells apart at most; finer grids store their low bits raw. */
const mostCells = 65536;

/** Grids whose values a masked autoencoder can predict. */
export function hasCells(grid: ColumnGrid): boolean {
  if (grid.kind === "uniform") return true;
  return grid.kind === "integer" && Math.abs(Number(grid.base) * Number(grid.step)) < largestIndex;
}

/** The value of an index: (base + index) step in float64. */
export function valueOfIndex(grid: ColumnGrid, index: number): number {
  if (grid.kind === "uniform") return index * grid.step;
  return grid.kind === "integer" ? (Number(grid.base) + index) * Number(grid.step) : index;
}

/** The index whose value is nearest; NaN for what is no number. */
export function indexOfValue(grid: ColumnGrid, value: number): number {
  if (grid.kind === "uniform") return Math.floor(value / grid.step + 0.5) + 0;
  if (grid.kind !== "integer") return NaN;
  return Math.floor(value / Number(grid.step) + 0.5) - Number(grid.base) + 0;
}

/** The cells of a column: equal runs of 2^lowBits indices from the lowest to the highest. */
export class ColumnCells {
  readonly lowBits: number;
  readonly count: number;
  /** Edges of the cells: scores, or where the column has a relation values. */
  readonly edges: Float64Array;

  constructor(
    grid: ColumnGrid,
    axis: AxisMap,
    relation: Relation | null,
    readonly lowest: number,
    highest: number,
  ) {
    let lowBits = 0;
    while (Math.floor((highest - lowest) / 2 ** lowBits) + 1 > mostCells) lowBits++;
    this.lowBits = lowBits;
    this.count = Math.floor((highest - lowest) / 2 ** lowBits) + 1;
    const evaluator = AxisEvaluator.toScore(axis);
    this.edges = new Float64Array(this.count + 1);
    for (let cell = 0; cell <= this.count; cell++) {
      const edge = lowest + cell * 2 ** lowBits - 0.5;
      const value = valueOfIndex(grid, edge);
      this.edges[cell] = relation === null ? evaluator.at(value) : value;
    }
  }

  cellOf(index: number): number {
    return Math.floor((index - this.lowest) / 2 ** this.lowBits);
  }

  firstIndex(cell: number): number {
    return this.lowest + cell * 2 ** this.lowBits;
  }
}
