import type { Progress } from "../data/fileAccess.js";
import type { Column } from "../data/table.js";
import type { PeakFit } from "../protocol/peakFit.js";
import { breathe } from "./breathe.js";
import { copyNumbers } from "./copyNumbers.js";
import type { EvaluatedColumn } from "./evaluatedColumn.js";
import { comparePeaks, type FitSetting, type WeightedValues } from "./fits/comparePeaks.js";
import { findGrid } from "./fits/findGrid.js";
import { scaledSentinels } from "./sideValues.js";

/** One column of both sides, with the weights of the rows. */
export interface FittedColumn {
  readonly column: EvaluatedColumn;
  readonly original: Column;
  readonly decompressed: Column;
  readonly weights: { readonly original: Float64Array; readonly decompressed: Float64Array } | null;
}

/** Fits every peak of the config, before and after. */
export async function fitColumns(
  fits: readonly FitSetting[],
  columnOf: (name: string) => FittedColumn,
  progress: Progress | undefined,
): Promise<PeakFit[]> {
  const results: PeakFit[] = [];
  for (const fit of fits) {
    await breathe(progress);
    const { column, original, decompressed, weights } = columnOf(fit.column);
    const before = numbers(original, column.sentinels, weights?.original ?? null);
    const after = numbers(decompressed, column.sentinels, weights?.decompressed ?? null);
    const step = column.gridStep;
    const derived = column.formula === undefined ? null : findGrid(after.values, fit.window);
    results.push(comparePeaks(fit, before, after, step === null ? derived : { step, offset: 0 }));
  }
  return results;
}

/** The values as float64, sentinels as NaN. */
function numbers(
  column: Column,
  sentinels: readonly number[],
  weights: Float64Array | null,
): WeightedValues {
  const values = new Float64Array(column.values.length);
  copyNumbers(column.values, values);
  const special = new Set(scaledSentinels(column, 1, sentinels));
  if (special.size > 0) {
    for (let i = 0; i < values.length; i++) if (special.has(values[i])) values[i] = NaN;
  }
  return { values, weights };
}
