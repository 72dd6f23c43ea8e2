import type { Evaluation } from "./evaluation.js";
import { defineCommand, defineNotification } from "./messageKinds.js";
import type { MetricRecord, RunRecord, RunState } from "./runRecord.js";

/** A run as the panel shows it. */
export interface RunView {
  /** Identifies the run: messages of another run are dropped. */
  readonly key: string;
  readonly record: RunRecord;
  readonly state: RunState;
  /** Whether this window may steer the run (trusted folder). */
  readonly steerable: boolean;
  /** Whether the config or its input changed since the run started. */
  readonly changedSince: boolean;
  readonly runFolder: string;
  /** Whether its engine has not answered a stop for ten seconds. */
  readonly stopUnanswered?: boolean;
  /** In a report, which is a copy: nothing can be steered or opened from it. */
  readonly report?: boolean;
}

/** The conversation between the extension host and the results panel. */
export const resultsPanelMessages = {
  /** Everything known: the page can always be rebuilt from this. */
  showRun: defineNotification<{
    readonly run: RunView;
    readonly metrics: readonly MetricRecord[];
    readonly evaluation: Evaluation | null;
    readonly log: string;
    readonly strings: Readonly<Record<string, string>>;
  }>(),
  /** The run folder that the panel was opened for is gone. */
  showMissing: defineNotification<{ readonly runFolder: string }>(),
  updateRun: defineNotification<{ readonly run: RunView; readonly log: string }>(),
  appendMetrics: defineNotification<{
    readonly key: string;
    readonly metrics: readonly MetricRecord[];
  }>(),
  showEvaluation: defineNotification<{ readonly key: string; readonly evaluation: Evaluation }>(),

  ready: defineCommand(),
  train: defineCommand<{ readonly key: string }>(),
  stop: defineCommand<{ readonly key: string }>(),
  forceStop: defineCommand<{ readonly key: string }>(),
  resume: defineCommand<{ readonly key: string }>(),
  compress: defineCommand<{ readonly key: string }>(),
  evaluate: defineCommand<{ readonly key: string }>(),
  /** Asks where to save a report of the run, and writes it. */
  exportReport: defineCommand<{ readonly key: string }>(),
  /** Asks which runs to set beside this one, and shows them. */
  compareRuns: defineCommand<{ readonly key: string }>(),
  openConfig: defineCommand<{ readonly key: string }>(),
  openLog: defineCommand<{ readonly key: string }>(),
  /** Asks where to save `data` (text, or base64 where `binary`). */
  saveFile: defineCommand<{
    readonly suggestedName: string;
    readonly data: string;
    readonly binary: boolean;
  }>(),
} as const;

export type ResultsPanelMessages = typeof resultsPanelMessages;
