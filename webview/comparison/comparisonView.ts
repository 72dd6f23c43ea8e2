import { columnFigures, type ColumnFigure, type FigureSet } from "../../src/protocol/comparison.js";
import type { Sorting } from "../dataTable.js";

/** What the reader of a comparison has chosen. */
export interface ComparisonView {
  readonly set: FigureSet;
  readonly figure: ColumnFigure;
  readonly lossScale: "linear" | "log";
  readonly lossAxis: "epoch" | "step" | "time";
  /** Label of the column whose plots are shown; null: the first. */
  readonly column: string | null;
  /** Null: as the data suggest. */
  readonly entriesScale: "linear" | "log" | null;
  readonly residualScale: "linear" | "log";
  readonly sortBy: Sorting | null;
  /** Ids of the charts that are shown as tables. */
  readonly asTable: readonly string[];
  /** Whether settings that all runs share are listed too. */
  readonly allSettings: boolean;
}

export const initialComparisonView: ComparisonView = {
  set: "withoutBound",
  figure: "rmsOverSigma",
  lossScale: "log",
  lossAxis: "epoch",
  column: null,
  entriesScale: null,
  residualScale: "log",
  sortBy: null,
  asTable: [],
  allSettings: false,
};

/** What the page leaves with its host: enough to open the same comparison again. */
export interface SavedComparison {
  readonly runFolders: readonly string[];
  readonly bound: number;
  readonly view: ComparisonView;
}

/** The choices saved; whatever is missing or of a wrong type starts afresh. */
export function restoreComparisonView(saved: unknown): ComparisonView {
  const view = objectOf(objectOf(saved)?.view);
  if (!view) return initialComparisonView;
  const oneOf = <T>(value: unknown, choices: readonly T[], otherwise: T): T =>
    choices.includes(value as T) ? (value as T) : otherwise;
  const initial = initialComparisonView;
  const sort = objectOf(view.sortBy);
  return {
    set: oneOf(view.set, ["withoutBound", "atBound"], initial.set),
    figure: oneOf(view.figure, columnFigures, initial.figure),
    lossScale: oneOf(view.lossScale, ["linear", "log"], initial.lossScale),
    lossAxis: oneOf(view.lossAxis, ["epoch", "step", "time"], initial.lossAxis),
    column: typeof view.column === "string" ? view.column : null,
    entriesScale: oneOf(view.entriesScale, ["linear", "log", null], null),
    residualScale: oneOf(view.residualScale, ["linear", "log"], initial.residualScale),
    sortBy:
      sort && typeof sort.column === "number"
        ? { column: sort.column, descending: sort.descending === true }
        : null,
    asTable: Array.isArray(view.asTable)
      ? view.asTable.filter((id): id is string => typeof id === "string")
      : [],
    allSettings: view.allSettings === true,
  };
}

function objectOf(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}
