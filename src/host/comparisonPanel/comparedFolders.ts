import { defaultComparisonBound } from "../../protocol/comparisonPanelMessages.js";

/** What a panel that compares runs was opened for. */
export interface ComparedFolders {
  readonly runFolders: readonly string[];
  /** As a share of each column's range. */
  readonly bound: number;
}

/** The runs and the bound in what the page left with its host. */
export function foldersOf(state: unknown): ComparedFolders | null {
  if (typeof state !== "object" || state === null) return null;
  const { runFolders, bound } = state as { runFolders?: unknown; bound?: unknown };
  if (!Array.isArray(runFolders) || runFolders.length === 0) return null;
  if (!runFolders.every((folder) => typeof folder === "string")) return null;
  const share = typeof bound === "number" && bound > 0 ? bound : defaultComparisonBound;
  return { runFolders, bound: share };
}
