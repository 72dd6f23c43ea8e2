import type { AxisMap } from "../../models/axisMap.js";
import type { Relation } from "../../models/relation.js";
import { AxisEvaluator } from "../axisEvaluator.js";
import { bitsIndex, bitsValue } from "../grids/bitsGrid.js";
import { EdgePlaces } from "./edgePlaces.js";
import { IndexCells } from "../grids/indexCells.js";
import { largestIndex, type ColumnGrid } from "../grids/columnGrid.js";
import { decimalIndex, decimalValue } from "../grids/decimalGrid.js";
import { logarithmicIndex, logarithmicValue } from "../grids/logarithmicGrid.js";

/** Cells that a distribution tells apart at most; finer grids store their low bits raw. */
const mostCells = 65536;
/** The same where a relation tells values more sharply than any distribution could. */
const mostRelatedCells = 2 ** 20;
/** Scores of edges are kept within this on either side: no distribution reaches further. */
const largestEdge = 65536;

/** Grids whose values a masked autoencoder can predict. */
export function hasCells(grid: ColumnGrid): boolean {
  switch (grid.kind) {
    case "uniform":
    case "logarithmic":
    case "decimal":
      return true;
    case "bits":
      return grid.patterns === "float32" || grid.patterns === "float64";
    case "integer":
      return Math.abs(Number(grid.base) * Number(grid.step)) < largestIndex;
    case "prediction":
      return false;
  }
}

/** The value of an index of the first plane, or of a place between two, before it is rounded to the column's type. */
export function valueOfIndex(grid: ColumnGrid, index: number): number {
  switch (grid.kind) {
    case "uniform":
      return index * grid.step;
    case "integer":
      return (Number(grid.base) + index) * Number(grid.step);
    case "logarithmic":
      return logarithmicValue(grid, index);
    case "decimal":
      return decimalValue(grid, index);
    case "bits":
      return hasCells(grid) ? bitsValue(grid, index) : index;
    case "prediction":
      return index;
  }
}

/** The index whose value is nearest, or holds the value; NaN for what is no number. */
export function indexOfValue(grid: ColumnGrid, value: number): number {
  switch (grid.kind) {
    case "uniform":
      return Math.floor(value / grid.step + 0.5) + 0;
    case "integer":
      return Math.floor(value / Number(grid.step) + 0.5) - Number(grid.base) + 0;
    case "logarithmic":
      return logarithmicIndex(grid, value);
    case "decimal":
      return decimalIndex(grid, value);
    case "bits":
      return hasCells(grid) ? bitsIndex(grid, value) : NaN;
    case "prediction":
      return NaN;
  }
}

/** Low bits of the indices of a column that has a relation, from `lowest` to `highest`. */
export function relatedLowBits(lowest: number, highest: number): number {
  return new IndexCells(lowest, highest, mostRelatedCells).lowBits;
}

/** The cells of a column and where they lie. */
export class ColumnCells extends IndexCells {
  /** Edges of the cells: scores, or where the column has a relation values. */
  readonly places: EdgePlaces;

  constructor(
    grid: ColumnGrid,
    axis: AxisMap,
    relation: Relation | null,
    lowest: number,
    highest: number,
  ) {
    super(lowest, highest, relation === null ? mostCells : mostRelatedCells);
    const { count } = this;
    const evaluator = AxisEvaluator.toScore(axis);
    const edges = new Float64Array(count + 1);
    const largest = relation === null ? largestEdge : Number.MAX_VALUE;
    for (let cell = 0; cell <= count; cell++) {
      const edge = this.firstIndex(cell) - 0.5;
      const value = valueOfIndex(grid, edge);
      const place = relation === null ? evaluator.at(value) : value;
      const kept = place > largest ? largest : place;
      // Written so that NaN, and what falls, repeats the edge before.
      const before = cell === 0 ? -largest : edges[cell - 1];
      edges[cell] = kept > before ? kept : before;
    }
    this.places = new EdgePlaces(edges, relation === null, 1 / (relation?.unit ?? 1));
  }
}
