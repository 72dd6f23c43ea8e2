import type { MaskedAxis } from "../../models/maskedModel.js";
import type { IndexCells } from "../grids/indexCells.js";
import type { QuantizedColumn } from "../grids/quantizeColumn.js";
import { hasCells } from "../masked/columnCells.js";
import { patternNumbers } from "../masked/columnClasses.js";
import { prepareColumn, type PreparedColumn } from "../masked/prepareColumn.js";
import { fieldCells } from "./fieldDistribution.js";

/** A quantised array as a network sees it. */
export interface PreparedField extends PreparedColumn {
  readonly cells: IndexCells;
}

/** Whether a network can code an array: it has different values on a grid of whole numbers. */
export function isFieldGrid({ grid, planes }: QuantizedColumn): boolean {
  return hasCells(grid) && planes.length === 1;
}

/** @param atoms of the model: values that are stored exactly and have a probability of their own */
export function prepareField(
  name: string,
  atoms: readonly number[],
  quantized: QuantizedColumn,
): PreparedField {
  const prepared = prepareColumn(fieldAxis(name, atoms), quantized);
  return { ...prepared, cells: fieldCells(...prepared.limits) };
}

/** The special values of an array that occur often, rising, NaN last. */
export function fieldAtoms({ column, atoms }: QuantizedColumn): number[] {
  const numbers = patternNumbers(column.type, atoms);
  const distinct = numbers.filter(
    (number, i) => numbers.findIndex((other) => Object.is(other, number)) === i,
  );
  return distinct.sort((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b));
}

/** Arrays have atoms as columns have, and all other values are one class: places on the axis are never looked at. */
export function fieldAxis(name: string, atoms: readonly number[]): MaskedAxis {
  return { name, atoms, axis: { knots: [], scores: [] }, center: 0, spread: 1, relation: null };
}
