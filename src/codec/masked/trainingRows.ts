import { relationFeatureCount, type MaskedAxis } from "../../models/maskedModel.js";
import { valueOfIndex } from "./columnCells.js";
import { FeatureWriter, featureUnit } from "./features.js";
import { ownFeatures, rowWidth } from "./featureLayout.js";
import type { ChunkColumn, ChunkRows } from "./maskedChunks.js";
import { chunkColumn, type PreparedColumn } from "./prepareColumn.js";
import { relatedValues, rowNumbers, type RowsBefore } from "./relatedValues.js";

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
/** Numbers that are held for training, at most: every thread has them all. */
const mostNumbers = 3 * 2 ** 22;

/**
 * Features and targets of rows of a table, evenly spread where there are more than fit.
 * @param columns axes in coding order, with the rows of each
 * @param mostRows more are never taken
 */
export function trainingRows(
  columns: readonly { readonly axis: MaskedAxis; readonly prepared: PreparedColumn }[],
  context: number,
  mostRows: number,
): TrainingRows {
  const axes = columns.map(({ axis }) => axis);
  const features = rowWidth(axes, context);
  const width = features + targetNumbers * columns.length;
  const total = columns[0].prepared.shown.indices.length;
  const rowCount = Math.min(total, mostRows, Math.max(1, Math.floor(mostNumbers / width)));
  const rowAt = (i: number): number => Math.floor((i * total) / rowCount);
  const rows = new Float32Array(new SharedArrayBuffer(4 * rowCount * width));
  for (let i = 0; i < rowCount; i++) rows[i * width] = 1;
  const own = ownFeatures(axes, context);
  const perRow = (features - 1) / (context + 1);
  const coded = columns.map(({ axis, prepared: { grid, meaning, limits } }) =>
    chunkColumn(axis, grid, meaning, limits, 1),
  );
  for (let back = context; back >= 0; back--) {
    const pick = (c: number, further: number): ChunkRows => {
      const { shown } = columns[c].prepared;
      const at = (i: number): number => Math.max(0, rowAt(i) - back - further);
      return {
        classes: Uint16Array.from({ length: rowCount }, (_, i) => shown.classes[at(i)]),
        indices: Float64Array.from({ length: rowCount }, (_, i) => shown.indices[at(i)]),
      };
    };
    const picked = columns.map((_, c) => pick(c, 0));
    const before: RowsBefore = {
      numbers: (source, further) => rowNumbers(coded[source], pick(source, further)),
      isFirst: (i) => rowAt(i) <= back,
    };
    const moved = back === 0 ? 0 : (context - back + 1) * perRow;
    columns.forEach(({ axis }, c) => {
      const related = relatedValues(coded, c, picked, rowCount, before);
      const writer = new FeatureWriter(axis);
      const said = relationFeatureCount(axis);
      const count = said + writer.count;
      const buffer = new Int16Array(rowCount * count);
      if (related !== null) writer.writeRelation(related, buffer, 0, count);
      const { classes, indices } = picked[c];
      const values = indices.map((index) => valueOfIndex(coded[c].grid, index));
      writer.write(values, classes, rowCount, buffer, said, count);
      const to = own[c] - said - moved;
      for (let i = 0; i < rowCount; i++) {
        if (rowAt(i) < back) continue;
        for (let f = 0; f < count; f++) {
          rows[i * width + to + f] = buffer[i * count + f] / featureUnit;
        }
      }
      if (back > 0) return;
      setTargets(rows, width, features + targetNumbers * c, coded[c], picked[c], related);
    });
  }
  const cells = coded.map(({ distribution }) => distribution?.cells?.count ?? 0);
  const rawBits = coded.map(({ distribution }) => distribution?.cells?.lowBits ?? 0);
  const targets = columns.map((_, c) => features + targetNumbers * c);
  return { rows, rowCount, width, targets, cells, rawBits };
}

function setTargets(
  rows: Float32Array,
  width: number,
  at: number,
  { distribution }: ChunkColumn,
  { classes, indices }: ChunkRows,
  related: Float64Array | null,
): void {
  const { cells, ordinary } = distribution!;
  classes.forEach((own, i) => {
    const to = i * width + at;
    rows[to + 2] = own;
    rows[to + 1] = 1;
    if (cells === null || own !== ordinary) return;
    const cell = cells.cellOf(indices[i]);
    cells.places.moveTo(related?.[i] ?? 0);
    const low = cells.places.edge(cell);
    const high = cells.places.edge(cell + 1);
    rows[to] = (low + high) / 2;
    rows[to + 1] = high - low;
  });
}
