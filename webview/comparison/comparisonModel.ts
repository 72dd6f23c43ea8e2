import type { ComparedModel, Comparison } from "../../src/protocol/comparison.js";
import type { ComparedRun, Measurement } from "../../src/protocol/comparisonPanelMessages.js";
import type { HostConnection } from "../hostConnection.js";
import type { ComparisonPanelMessages } from "../../src/protocol/comparisonPanelMessages.js";
import type { ComparisonView } from "./comparisonView.js";

/** Everything that the page shows of a comparison. */
export interface ShownComparison {
  readonly runs: readonly ComparedRun[];
  readonly missing: readonly string[];
  readonly bound: number;
  readonly measurement: Measurement;
}

/** What a part of the page may know and do. */
export interface ComparisonContext {
  readonly shown: () => ShownComparison;
  readonly view: () => ComparisonView;
  /** Saves a choice and builds the page anew. */
  readonly choose: (change: Partial<ComparisonView>) => void;
  readonly send: HostConnection<ComparisonPanelMessages>["send"];
}

/** What was measured; null until it is. */
export function measuredComparison({ measurement }: ShownComparison): Comparison | null {
  return measurement.kind === "measured" ? measurement.comparison : null;
}

/** `jets/7`, as the command line and the files call a run. */
export const nameOf = ({ record }: ComparedRun): string => `${record.name}/${record.number}`;

/** The line of a run in what was measured. */
export function measuredModel(
  comparison: Comparison | null,
  run: ComparedRun,
): ComparedModel | undefined {
  return comparison?.models.find((model) => model.run === run.key);
}
