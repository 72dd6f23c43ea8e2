import type { Column } from "../data/table.js";
import type { AxisMap } from "../models/axisMap.js";
import { AxisEvaluator } from "./axisEvaluator.js";
import type { ColumnGrid } from "./grids/columnGrid.js";
import type { RowSample } from "./modelEncoding.js";

/** Mean width of a grid cell on the normalised axis, over a sample of rows; 0 where the grid has no step. */
export function gridCellScore(
  grid: ColumnGrid,
  { values }: Column,
  axis: AxisMap,
  rows: RowSample,
): number {
  if (grid.kind !== "uniform" && grid.kind !== "integer") return 0;
  const step = Number(grid.step);
  const evaluator = AxisEvaluator.toScore(axis);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < rows.count; i++) {
    const value = Number(values[rows.at(i)]);
    const width = evaluator.at(value + step / 2) - evaluator.at(value - step / 2);
    if (!Number.isFinite(width)) continue;
    sum += width;
    count++;
  }
  return count > 0 ? sum / count : 0;
}
