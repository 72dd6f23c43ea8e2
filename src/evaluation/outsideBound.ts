import type { ColumnValues } from "../data/table.js";
import type { EvaluatedColumn } from "./evaluatedColumn.js";

const rounding = 2 ** -50;

/**
 * How many values break the column's bound; null where it has none. Angles are not wrapped here: the bound holds on the
 * stored numbers. What is not finite must come back as it was.
 */
export function outsideBound(
  column: EvaluatedColumn,
  original: ColumnValues,
  decompressed: ColumnValues,
): number | null {
  if (column.boundKind === "none") return null;
  const { share, absolute } = column.relativeBound ?? { share: 0, absolute: 0 };
  const fixed = column.boundKind === "exact" ? 0 : (column.absoluteBound ?? absolute);
  let outside = 0;
  for (let i = 0; i < original.length; i++) {
    const before = original[i];
    const after = decompressed[i];
    if (Object.is(before, after)) continue;
    // A product rounds: what lies on the bound is not outside.
    const bound = Math.max(fixed, share * Math.abs(Number(before)) * (1 + rounding));
    if (bound === 0 || !(distance(before, after) <= bound)) outside++;
  }
  return outside;
}

function distance(before: number | bigint, after: number | bigint): number {
  if (typeof before === "bigint" && typeof after === "bigint") {
    return Math.abs(Number(after - before));
  }
  return Math.abs(Number(after) - Number(before));
}
