import type { QuantizedColumn } from "../grids/quantizeColumn.js";
import { chunkRanges } from "../codedValues.js";
import { chunkShape } from "./chunkShapes.js";
import type { FieldToTrain } from "./fieldTrainingRows.js";
import type { FieldValues } from "./fieldValues.js";
import { fitPrediction } from "./fitPrediction.js";
import { hasFewSteps } from "./wavefront.js";
import { fieldAtoms, isFieldGrid, prepareField } from "./prepareField.js";

/** An array that a network can learn, with its linear prediction fitted. */
export interface LearnableField extends FieldToTrain {
  /** Position in the table. */
  readonly position: number;
  /** Low bits of each index that are stored as they are. */
  readonly rawBits: number;
  /** Bits per value if the errors of the linear prediction were coded by themselves. */
  readonly linearBits: number;
}

/** The arrays that a network can learn: those with different values on a grid of whole numbers. */
export function learnableFields(
  quantized: readonly QuantizedColumn[],
  shape: readonly number[],
  chunkRows: number,
): LearnableField[] {
  const values = quantized[0]?.column.values.length ?? 0;
  if (!hasFewSteps(chunkShape(shape, 0, Math.min(values, chunkRows)))) return [];
  return quantized.flatMap((column, position): LearnableField[] => {
    if (!isFieldGrid(column)) return [];
    const atoms = fieldAtoms(column);
    const { cells, shown } = prepareField(column.column.name, atoms, column);
    if (cells.count < 2 && atoms.length === 0) return [];
    const { classes, indices } = shown;
    const chunks: FieldValues[] = [];
    const chunkClasses: Uint16Array[] = [];
    for (const [from, to] of chunkRanges(indices.length, chunkRows)) {
      const own = new Int32Array(to - from);
      const special = new Uint8Array(to - from);
      for (let i = 0; i < own.length; i++) {
        if (classes[from + i] === atoms.length) own[i] = cells.cellOf(indices[from + i]);
        else special[i] = 1;
      }
      chunks.push({ shape: chunkShape(shape, from, to), cells: own, special });
      chunkClasses.push(classes.subarray(from, to));
    }
    const { bits, ...prediction } = fitPrediction(shape.length, cells.count, chunks);
    return [
      {
        position,
        coding: { atoms, ...prediction },
        cellCount: cells.count,
        chunks,
        classes: chunkClasses,
        rawBits: cells.lowBits,
        linearBits: bits,
      },
    ];
  });
}
