import { comparedFigures, type ComparedModel } from "../../src/protocol/comparison.js";
import { formatNumber, formatWithError } from "../charts/numberFormat.js";
import type { RichCell } from "../dataTable.js";

/** A figure of a model by its name, with its error over seeds where training was repeated. */
export function figureCell(model: ComparedModel, name: string, digits = 3): RichCell {
  return valueCell(
    comparedFigures(model).get(name) ?? null,
    model.repeats?.errors[name] ?? null,
    digits,
  );
}

/** A dash where there is no number; files get nothing. */
export function valueCell(value: number | null, error: number | null, digits = 3): RichCell {
  if (value === null) return { text: "–", value: "" };
  const text =
    error === null || error === 0 ? formatNumber(value, digits) : formatWithError(value, error);
  return { text, value };
}

export type Better = "less" | "more" | "nearZero";

/** Marks the best of some cells, where there is more than one number and they differ; no cell that carries a warning. */
export function markBest(cells: readonly RichCell[], better: Better): RichCell[] {
  const badness = cells.map(({ value, class: warned }) => {
    if (typeof value !== "number" || !Number.isFinite(value) || warned) return Infinity;
    return better === "more" ? -value : better === "less" ? value : Math.abs(value);
  });
  const finite = badness.filter(Number.isFinite);
  const best = Math.min(...finite);
  if (finite.length < 2 || finite.every((one) => one === best)) return [...cells];
  return cells.map((cell, index) => (badness[index] === best ? { ...cell, class: "best" } : cell));
}

/** Rows of cells with the best of every column marked; a column without a direction is left as it is. */
export function markBestOfColumns(
  rows: readonly (readonly RichCell[])[],
  better: readonly (Better | null)[],
): RichCell[][] {
  const marked = better.map((direction, column) => {
    const cells = rows.map((row) => row[column]);
    return direction === null ? cells : markBest(cells, direction);
  });
  return rows.map((_, row) => marked.map((cells) => cells[row]));
}
