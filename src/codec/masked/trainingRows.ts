import type { MaskedAxis } from "../../models/maskedModel.js";
import type { QuantizedColumn } from "../grids/quantizeColumn.js";
import { valueOfIndex } from "./columnCells.js";
import { FeatureWriter, featureUnit } from "./features.js";
import { ownFeatures, rowWidth } from "./featureLayout.js";
import type { MaskedDistribution } from "./maskedColumn.js";
import { chunkColumn, prepareColumn } from "./prepareColumn.js";

/** What the networks of a masked autoencoder are trained on. */
export interface TrainingRows {
  /** rowCount x width: a row of features, then for each column middle and width of the value's cell, and its class. */
  readonly rows: Float32Array;
  readonly rowCount: number;
  readonly width: number;
  /** Where the three numbers of each column stand in a row. */
  readonly targets: readonly number[];
  /** Cells of each column; 0 where there are classes alone. */
  readonly cells: readonly number[];
  /** Low bits of each column's indices that are stored as they are. */
  readonly rawBits: readonly number[];
}

const targetNumbers = 3;
/** Numbers that are held for training, at most. */
const mostNumbers = 2 ** 25;

/**
 * Features and targets of rows of a table, evenly spread where there are more than fit.
 * @param columns axes in coding order, with the quantised column of each
 * @param mostRows more are never taken
 */
export function trainingRows(
  columns: readonly { readonly axis: MaskedAxis; readonly quantized: QuantizedColumn }[],
  context: number,
  mostRows: number,
): TrainingRows {
  const axes = columns.map(({ axis }) => axis);
  const features = rowWidth(axes, context);
  const width = features + targetNumbers * columns.length;
  const total = columns[0].quantized.column.values.length;
  const rowCount = Math.min(total, mostRows, Math.max(1, Math.floor(mostNumbers / width)));
  const rowAt = (i: number): number => Math.floor((i * total) / rowCount);
  const rows = new Float32Array(rowCount * width);
  for (let i = 0; i < rowCount; i++) rows[i * width] = 1;
  const own = ownFeatures(axes, context);
  const perRow = (features - 1) / (context + 1);
  const cells: number[] = [];
  const rawBits: number[] = [];
  columns.forEach(({ axis, quantized }, c) => {
    const prepared = prepareColumn(axis, quantized);
    const { classes, indices } = prepared.shown;
    const writer = new FeatureWriter(axis);
    const buffer = new Float64Array(rowCount * writer.count);
    for (let back = 0; back <= context; back++) {
      const picked = (i: number): number => Math.max(0, rowAt(i) - back);
      const values = Float64Array.from({ length: rowCount }, (_, i) =>
        valueOfIndex(quantized.grid, indices[picked(i)]),
      );
      const picks = Uint16Array.from({ length: rowCount }, (_, i) => classes[picked(i)]);
      writer.write(values, picks, rowCount, buffer, 0, writer.count);
      const at = back === 0 ? own[c] : own[c] - (context - back + 1) * perRow;
      for (let i = 0; i < rowCount; i++) {
        if (rowAt(i) < back) continue;
        for (let f = 0; f < writer.count; f++) {
          rows[i * width + at + f] = buffer[i * writer.count + f] / featureUnit;
        }
      }
    }
    const { grid, meaning, limits } = prepared;
    const { distribution } = chunkColumn(axis, grid, meaning, limits, 1);
    cells.push(distribution?.cells?.count ?? 0);
    rawBits.push(distribution?.cells?.lowBits ?? 0);
    setTargets(rows, width, features + targetNumbers * c, distribution!, (i) => {
      const row = rowAt(i);
      return [classes[row], indices[row]];
    });
  });
  const targets = columns.map((_, c) => features + targetNumbers * c);
  return { rows, rowCount, width, targets, cells, rawBits };
}

function setTargets(
  rows: Float32Array,
  width: number,
  at: number,
  { cells, ordinary }: MaskedDistribution,
  row: (i: number) => readonly [number, number],
): void {
  for (let i = 0; i * width < rows.length; i++) {
    const [own, index] = row(i);
    const to = i * width + at;
    rows[to + 2] = own;
    rows[to + 1] = 1;
    if (cells === null || own !== ordinary) continue;
    const cell = cells.cellOf(index);
    const [low, high] = [cells.edges[cell], cells.edges[cell + 1]];
    rows[to] = (low + high) / 2;
    rows[to + 1] = high - low;
  }
}
