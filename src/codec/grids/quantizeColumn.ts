import type { Bound } from "../../config/config.js";
import type { Column } from "../../data/table.js";
import { UsageError } from "../../errors.js";
import type { ColumnGrid } from "./columnGrid.js";
import { fitDecimalGrid } from "./decimalGrid.js";
import { fitIntegerGrid, quantizeInteger } from "./integerGrid.js";
import { fitLogarithmicGrid, quantizeLogarithmic } from "./logarithmicGrid.js";
import type { Quantized } from "./quantized.js";
import { notFinite, quantizeExactly } from "./quantizeExactly.js";
import { roughBits } from "./roughBits.js";
import { sentinelTest } from "./sentinelTest.js";
import { sortSpecialValues, type SpecialValues } from "./specialValues.js";
import { toleranceOf, type Tolerance } from "./tolerance.js";
import { fitUniformStep, quantizeUniform } from "./uniformGrid.js";

/** A column ready for coding. */
export interface QuantizedColumn extends SpecialValues {
  readonly column: Column;
  readonly bound: Bound;
  readonly sentinels: readonly number[];
  /** In units of the column; null where the bound is relative to the values, exact, or there is none. */
  readonly absoluteBound: number | null;
  readonly grid: ColumnGrid;
  readonly planes: readonly Float64Array[];
  readonly maxError: number;
  /** Whether every value comes back bit for bit, whatever the bound allows. */
  readonly isExact?: boolean;
}

/** Above this share of values that the grid does not hold, exact storage of all is tried as well. */
const manyExceptions = 0.02;
/** Below this number of float steps per grid step, exact storage of all is tried as well. */
const fineSteps = 16;
const largestSample = 4096;

/**
 * Puts a column on the grid that its bound asks for. Every value was checked against the bound as it will come back;
 * what fails is an atom or an exception.
 * @param modelled whether a model will predict the column
 * @throws UsageError where the column has no bound and no model predicts it
 */
export function quantizeColumn(
  column: Column,
  bound: Bound,
  sentinels: readonly number[],
  modelled: boolean,
): QuantizedColumn {
  const described = { column, bound, sentinels, absoluteBound: null };
  if (bound === "none") {
    if (!modelled) {
      throw new UsageError(
        `Column "${column.name}" has no bound, and no model predicts it: give it a bound, or a model.`,
      );
    }
    const { values } = column;
    const isFloat = values instanceof Float32Array || values instanceof Float64Array;
    const special = isFloat ? notFinite(values) : null;
    const specials = sortSpecialValues(column.values, special, false);
    // A plane of zeros tells which rows are atoms.
    const planes = specials.atomOf === null ? [] : [new Float64Array(column.values.length)];
    return { ...described, ...specials, grid: { kind: "prediction" }, planes, maxError: NaN };
  }
  const tolerance = toleranceOf(column, bound, sentinels);
  const absolute = tolerance === null || tolerance.relative > 0 ? null : tolerance.absolute;
  const told = { ...described, absoluteBound: absolute };
  const onGrid =
    tolerance === null || tolerance.absolute + tolerance.relative === 0
      ? null
      : quantizeWithin(column, tolerance, sentinels);
  const { values } = column;
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    const found = onGrid ?? quantizeWithin(column, { absolute: 0, relative: 0 }, sentinels);
    if (found === null) return { ...quantizeExactly(column), ...told };
    return finish(told, found.grid, found.quantized, modelled);
  }
  if (onGrid === null) return { ...quantizeExactly(column), ...told };
  const finished = finish(told, onGrid.grid, onGrid.quantized, modelled);
  const doubtful =
    finished.exceptions.length > manyExceptions * values.length ||
    isFine(values, onGrid.grid) ||
    fitDecimalGrid(values, notFinite(values)) !== null;
  if (!doubtful) return finished;
  const exactly = { ...quantizeExactly(column), ...told };
  return roughBits(exactly) < roughBits(finished) ? exactly : finished;
}

/** @returns null where only exact storage can meet the bound */
function quantizeWithin(
  { type, values }: Column,
  tolerance: Tolerance,
  sentinels: readonly number[],
): { readonly grid: ColumnGrid; readonly quantized: Quantized } | null {
  const isSentinel = sentinelTest(type, sentinels);
  const { absolute, relative } = tolerance;
  if (relative > 0) {
    const grid = fitLogarithmicGrid(type, values, tolerance, isSentinel);
    if (grid !== null) {
      const quantized = quantizeLogarithmic(type, values, grid, tolerance, isSentinel);
      return { grid, quantized };
    }
  }
  // A grid for the absolute part alone meets the larger of the two as well.
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    const grid = fitIntegerGrid(type, values, absolute, isSentinel);
    return grid && { grid, quantized: quantizeInteger(type, values, grid, isSentinel) };
  }
  const step = absolute === 0 ? null : fitUniformStep(values, absolute);
  if (step === null) return null;
  const quantized = quantizeUniform(values, step, absolute, isSentinel);
  return { grid: { kind: "uniform", step }, quantized };
}

/** Whether a step of the grid is few steps of the floats themselves. */
function isFine(values: Float32Array | Float64Array, grid: ColumnGrid): boolean {
  if (grid.kind === "logarithmic") {
    return grid.octaves < fineSteps * 2 ** (values instanceof Float32Array ? -23 : -52);
  }
  return grid.kind === "uniform" && grid.step < fineSteps * finestStep(values);
}

function finish(
  described: Pick<QuantizedColumn, "column" | "bound" | "sentinels" | "absoluteBound">,
  grid: ColumnGrid,
  quantized: Quantized,
  modelled: boolean,
): QuantizedColumn {
  const specials = sortSpecialValues(described.column.values, quantized.exact, modelled);
  return {
    ...described,
    ...specials,
    grid,
    planes: quantized.planes,
    maxError: quantized.maxError,
  };
}

/** Distance to the next float at the median magnitude of the finite values, from a sample of rows. */
function finestStep(values: Float32Array | Float64Array): number {
  const stride = Math.max(1, Math.floor(values.length / largestSample));
  const sizes: number[] = [];
  for (let row = 0; row < values.length; row += stride) {
    if (Number.isFinite(values[row])) sizes.push(Math.abs(values[row]));
  }
  sizes.sort((a, b) => a - b);
  const median = sizes[sizes.length >> 1] ?? 0;
  return median * 2 ** (values instanceof Float32Array ? -23 : -52);
}
