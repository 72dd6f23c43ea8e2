import type { MaskedAxis } from "../../models/maskedModel.js";
import { findRelations, type RelatedColumn } from "../relations/findRelations.js";
import { relatedLowBits, valueOfIndex } from "./columnCells.js";
import type { LearnableColumn } from "./maskedColumns.js";
import type { PreparedColumn } from "./prepareColumn.js";
import { rowNumbers } from "./relatedValues.js";

const sampleRows = 2048;
/** Rows before in which a column is looked for. */
const lookedBack = 6;
/** Atoms outside the knots by more than this share of the axis stand for something else than a value. */
const sentinelShare = 0.5;

/**
 * Gives columns that follow from others their relations, and puts them behind the columns that they follow from.
 * @param bits of a value of each column when the others are known, without relations
 * @returns null where no column follows from others; else without counters that take no part
 */
export function withRelations(
  columns: readonly LearnableColumn[],
  bits: readonly number[],
): LearnableColumn[] | null {
  const found = findRelations(relatedColumns(columns, bits));
  if (found.length === 0) return null;
  const isTarget = (c: number): boolean => found.some(({ target }) => target === c);
  const sources = new Set(
    found.flatMap(({ relation }) => relation.terms.flatMap((t) => t.columns)),
  );
  const order = [
    ...[...columns.keys()].filter((c) => !isTarget(c) && (!columns[c].counter || sources.has(c))),
    ...found.map(({ target }) => target),
  ];
  return order.map((c): LearnableColumn => {
    const relation = found.find(({ target }) => target === c)?.relation ?? null;
    if (relation === null) return columns[c];
    const terms = relation.terms.map((term) => ({
      ...term,
      columns: term.columns.map((source) => order.indexOf(source)),
    }));
    return { ...columns[c], axis: { ...columns[c].axis, relation: { ...relation, terms } } };
  });
}

/** The same rows of all columns, without those in which one is a sentinel. */
function relatedColumns(
  columns: readonly LearnableColumn[],
  bits: readonly number[],
): RelatedColumn[] {
  const total = columns[0].prepared.shown.indices.length;
  const count = Math.min(total, sampleRows);
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * total) / count));
  const numbers = (back: number): Float64Array[] =>
    columns.map(({ axis, prepared: { grid, shown } }) => {
      const at = rows.map((row) => Math.max(0, row - back));
      return rowNumbers(
        { axis, grid },
        {
          classes: Uint16Array.from(at, (row) => shown.classes[row]),
          indices: Float64Array.from(at, (row) => shown.indices[row]),
        },
      );
    });
  const isKept = (sampled: readonly Float64Array[], i: number): boolean =>
    sampled.every((own, c) => isOrdinary(columns[c].axis, own[i]));
  const sampled = numbers(0);
  const earlier = Array.from({ length: lookedBack }, (_, i) => numbers(i + 1));
  let kept = rows.flatMap((_, i) => (isKept(sampled, i) ? [i] : []));
  // Where special values interrupt the rows, there is nothing to look back at.
  const unbroken = kept.filter(
    (i) => rows[i] >= lookedBack && earlier.every((before) => isKept(before, i)),
  );
  const looksBack = 2 * unbroken.length >= kept.length;
  if (looksBack) kept = unbroken;
  return columns.map(({ axis, prepared }, c) => {
    const pick = (own: Float64Array): Float64Array => Float64Array.from(kept, (i) => own[i]);
    const known = {
      numbers: pick(sampled[c]),
      before: looksBack ? earlier.map((before) => pick(before[c])) : [],
    };
    if (axis.axis === null || !prepared.usable) return { ...known, width: null, bits: bits[c] };
    const rawBits = relatedLowBits(...prepared.limits);
    const width = typicalWidth(
      prepared,
      kept.map((i) => rows[i]),
      2 ** rawBits,
    );
    return { ...known, width, bits: bits[c] - rawBits };
  });
}

/** Width of `indices` neighbouring indices around the values of the rows, in units of the column: the geometric mean. */
function typicalWidth(
  { grid, shown }: PreparedColumn,
  rows: readonly number[],
  indices: number,
): number | null {
  let sum = 0;
  let count = 0;
  for (const row of rows) {
    const index = shown.indices[row];
    const half = indices / 2;
    const width = valueOfIndex(grid, index + half) - valueOfIndex(grid, index - half);
    if (!(width > 0 && width < Infinity)) continue;
    sum += Math.log2(width);
    count++;
  }
  return count > 0 ? 2 ** (sum / count) : null;
}

function isOrdinary({ axis }: MaskedAxis, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  if (axis === null) return true;
  const [low, high] = [axis.knots[0], axis.knots[axis.knots.length - 1]];
  const margin = sentinelShare * (high - low);
  return value >= low - margin && value <= high + margin;
}
