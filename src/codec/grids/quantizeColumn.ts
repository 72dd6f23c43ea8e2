import type { Bound } from "../../config/config.js";
import type { Column } from "../../data/table.js";
import { UsageError } from "../../errors.js";
import { fitBins, totalBits } from "../entropy/fitBins.js";
import { absoluteBound } from "./absoluteBound.js";
import { hasBitsGrid, quantizeBits } from "./bitsGrid.js";
import type { ColumnGrid } from "./columnGrid.js";
import { fitIntegerGrid, quantizeInteger } from "./integerGrid.js";
import type { Quantized } from "./quantized.js";
import { sentinelTest } from "./sentinelTest.js";
import { sortSpecialValues, type SpecialValues } from "./specialValues.js";
import { fitUniformStep, quantizeUniform } from "./uniformGrid.js";

/** A column ready for coding. */
export interface QuantizedColumn extends SpecialValues {
  readonly column: Column;
  readonly bound: Bound;
  readonly sentinels: readonly number[];
  /** In units of the column; null where the bound is exact or there is none. */
  readonly absoluteBound: number | null;
  readonly grid: ColumnGrid;
  readonly planes: readonly Float64Array[];
  readonly maxError: number;
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
    const specials = sortSpecialValues(column.values, notFinite(column), false);
    // A plane of zeros tells which rows are atoms.
    const planes = specials.atomOf === null ? [] : [new Float64Array(column.values.length)];
    return { ...described, ...specials, grid: { kind: "prediction" }, planes, maxError: NaN };
  }
  const size = absoluteBound(column, bound, sentinels);
  const { values } = column;
  const isSentinel = sentinelTest(column.type, sentinels);
  if (!(values instanceof Float32Array || values instanceof Float64Array)) {
    const grid = fitIntegerGrid(column.type, values, size ?? 0, isSentinel);
    if (grid === null) return { ...quantizeExactly(column), ...described, absoluteBound: size };
    const quantized = quantizeInteger(column.type, values, grid, isSentinel);
    return finish({ ...described, absoluteBound: size }, grid, quantized, modelled);
  }
  const step = size === null || size === 0 ? null : fitUniformStep(values, size);
  if (size === null || step === null) {
    return { ...quantizeExactly(column), ...described, absoluteBound: size };
  }
  const quantized = quantizeUniform(values, step, size, isSentinel);
  const onGrid = finish(
    { ...described, absoluteBound: size },
    { kind: "uniform", step },
    quantized,
    modelled,
  );
  const doubtful =
    onGrid.exceptions.length > manyExceptions * values.length ||
    step < fineSteps * finestStep(values);
  if (!doubtful) return onGrid;
  const exactly = { ...quantizeExactly(column), ...described, absoluteBound: size };
  return roughBits(exactly) < roughBits(onGrid) ? exactly : onGrid;
}

function quantizeExactly(
  column: Column,
): Omit<QuantizedColumn, "bound" | "sentinels" | "absoluteBound"> {
  if (!hasBitsGrid(column.type)) throw new Error(`No exact grid for ${column.type}.`);
  const { grid, quantized } = quantizeBits(column.type, column.values);
  return {
    column,
    grid,
    planes: quantized.planes,
    maxError: 0,
    atoms: [],
    atomOf: null,
    exceptions: new Uint32Array(0),
  };
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

function notFinite(column: Column): Uint8Array | null {
  const { values } = column;
  if (!(values instanceof Float32Array || values instanceof Float64Array)) return null;
  const flags = new Uint8Array(values.length);
  let found = false;
  for (let row = 0; row < values.length; row++) {
    if (Number.isFinite(values[row])) continue;
    flags[row] = 1;
    found = true;
  }
  return found ? flags : null;
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

function roughBits(column: QuantizedColumn): number {
  let bits = column.exceptions.length * (16 + 8 * column.column.values.BYTES_PER_ELEMENT);
  for (const plane of column.planes) bits += totalBits(fitBins(plane));
  return bits;
}
