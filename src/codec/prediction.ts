import type { AxisMap } from "../models/axisMap.js";
import type { ColumnType, ColumnValues } from "../data/table.js";
import { AxisEvaluator } from "./axisEvaluator.js";
import { largestIndex, type ColumnGrid } from "./grids/columnGrid.js";

/** Turns the network's output for one column into grid indices; the same bits on every machine. */
export interface IndexPredictor {
  /** @param scores row-major outputs of the network, `width` a row, of which this is number `output` */
  predict(
    scores: Float64Array,
    width: number,
    output: number,
    indices: Float64Array,
    at: number,
  ): void;
}

/** Grids whose indices a model can predict. */
export function isPredictable(grid: ColumnGrid): boolean {
  if (grid.kind === "uniform") return true;
  return grid.kind === "integer" && Math.abs(Number(grid.base)) < largestIndex;
}

/**
 * index = floor(fromScore(score) / step + 0.5) - base, kept between `lowest` and `highest`.
 * @param grid a predictable one
 */
export function indexPredictor(
  grid: ColumnGrid,
  axis: AxisMap,
  lowest: number,
  highest: number,
): IndexPredictor {
  const evaluator = AxisEvaluator.fromScore(axis);
  const step =
    grid.kind === "uniform" ? grid.step : grid.kind === "integer" ? Number(grid.step) : 1;
  const base = grid.kind === "integer" ? Number(grid.base) : 0;
  return {
    predict: (scores, width, output, indices, at) => {
      const rows = scores.length / width;
      for (let row = 0; row < rows; row++) {
        const value = evaluator.at(scores[row * width + output]);
        const index = Math.floor(value / step + 0.5) - base;
        // Written so that NaN gives the lowest index.
        indices[at + row] = index >= lowest ? (index > highest ? highest : index + 0) : lowest;
      }
    },
  };
}

const integerLimits: Readonly<Record<string, readonly [number, number]>> = {
  bool: [0, 1],
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-2147483648, 2147483647],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [0, 4294967295],
};

/** Writes a column of predicted values, of which row i stands at `output` + i `width` of `outputs`. */
export function setPredictedColumn(
  type: ColumnType,
  out: ColumnValues,
  outputs: Float32Array,
  width: number,
  output: number,
): void {
  if (out instanceof Float32Array || out instanceof Float64Array) {
    for (let row = 0, at = output; row < out.length; row++, at += width) out[row] = outputs[at];
    return;
  }
  for (let row = 0; row < out.length; row++) {
    setPredicted(type, out, row, outputs[row * width + output]);
  }
}

/** Writes a predicted value in the column's type: rounded to it, and kept inside it. */
export function setPredicted(
  type: ColumnType,
  out: ColumnValues,
  row: number,
  value: number,
): void {
  if (type === "float32" || type === "float64") {
    out[row] = value;
    return;
  }
  const whole = Number.isNaN(value) ? 0 : Math.floor(value + 0.5);
  if (type === "int64" || type === "uint64") {
    const limited = Math.min(2 ** 64, Math.max(-(2 ** 64), whole));
    const [lowest, highest] =
      type === "int64" ? [-(2n ** 63n), 2n ** 63n - 1n] : [0n, 2n ** 64n - 1n];
    const wide = BigInt(limited);
    out[row] = wide < lowest ? lowest : wide > highest ? highest : wide;
    return;
  }
  const [lowest, highest] = integerLimits[type];
  out[row] = Math.min(highest, Math.max(lowest, whole));
}
