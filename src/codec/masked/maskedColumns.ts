import type { MaskedAxis } from "../../models/maskedModel.js";
import { chooseCoding } from "../chooseCoding.js";
import { fitBins } from "../entropy/fitBins.js";
import type { QuantizedColumn } from "../grids/quantizeColumn.js";
import { hasCells, valueOfIndex } from "./columnCells.js";
import { patternNumbers } from "./columnClasses.js";
import { fitMaskedAxis } from "./fitAxis.js";
import { prepareColumn, type PreparedColumn } from "./prepareColumn.js";

const sampleRows = 65536;
/** Columns whose differences take less than this share of the bits of their values are counters. */
const counterShare = 0.7;

/** A column that a masked autoencoder can learn. */
export interface LearnableColumn {
  /** Position in the table. */
  readonly position: number;
  readonly axis: MaskedAxis;
  readonly prepared: PreparedColumn;
  /** Bits of a value where the column is coded by itself. */
  readonly plainBits: number;
  /** Whether differences to the row before code it far better than its values: a network helps where it looks back alone. */
  readonly counter: boolean;
}

/** The columns of a table that a masked autoencoder can learn, with their axes: not those without different values. */
export function learnableColumns(quantized: readonly QuantizedColumn[]): LearnableColumn[] {
  return quantized.flatMap((column, position): LearnableColumn[] => {
    const { grid, planes, atomOf, exceptions, atoms } = column;
    if (!hasCells(grid)) return [];
    const start: QuantizedColumn = {
      ...column,
      planes: planes.map((plane) => plane.subarray(0, sampleRows)),
      atomOf: atomOf?.subarray(0, sampleRows) ?? null,
    };
    const [{ coding, fitted }] = chooseCoding(start, null, sampleRows);
    const plainBits = fitted.dataBits / Math.max(1, start.planes[0].length);
    const byValue = (): number =>
      fitBins(start.planes[0]).dataBits / Math.max(1, start.planes[0].length);
    const counter = coding === "difference" && plainBits < counterShare * byValue();
    const special = new Uint8Array(planes[0].length);
    if (atomOf !== null) atomOf.forEach((atom, row) => (special[row] = atom > 0 ? 1 : 0));
    for (const row of exceptions) special[row] = 1;
    const values = planes[0].map((index) => valueOfIndex(grid, index));
    const patterns = patternNumbers(column.column.type, atoms);
    const axis = fitMaskedAxis(column.column.name, values, special, patterns);
    if (axis === null) return [];
    return [{ position, axis, prepared: prepareColumn(axis, column), plainBits, counter }];
  });
}
