import type { Evaluation } from "./evaluation.js";
import type { RunView } from "./resultsPanelMessages.js";
import type { MetricRecord } from "./runRecord.js";

/** One run, or one compressed file, as a report holds it. */
export interface ReportRun {
  readonly run: RunView;
  readonly metrics: readonly MetricRecord[];
  readonly evaluation: Evaluation;
  readonly log: string;
}

/** What a report file holds: everything that its page shows. */
export interface ReportData {
  readonly runs: readonly ReportRun[];
  readonly strings: Readonly<Record<string, string>>;
}

/** Ids of elements in a report file. */
export const reportElements = {
  data: "collimate-report",
  script: "collimate-script",
  style: "collimate-style",
} as const;
