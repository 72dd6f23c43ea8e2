import type { Comparison } from "./comparison.js";
import { defineCommand, defineNotification } from "./messageKinds.js";
import type { MetricRecord, RunRecord, RunState } from "./runRecord.js";

/** A run as the comparison shows it, from its folder alone. */
export interface ComparedRun {
  /** Identifies the run: its folder. */
  readonly key: string;
  readonly record: RunRecord;
  readonly state: RunState;
  readonly metrics: readonly MetricRecord[];
  /** Every key of the config as it was when the run started, defaults included; values as JSON. */
  readonly settings: Readonly<Record<string, string>>;
}

/** How far the measuring of all runs under the same bounds is. */
export type Measurement =
  /** This window may start no engine: the folder is not trusted. */
  | { readonly kind: "untrusted" }
  | { readonly kind: "measuring"; readonly fraction: number; readonly phase: string }
  | { readonly kind: "measured"; readonly comparison: Comparison }
  /** Cancelled where there is no message. */
  | { readonly kind: "failed"; readonly message: string | null };

/** The conversation between the extension host and the panel that compares runs. */
export const comparisonPanelMessages = {
  /** Everything known: the page can always be rebuilt from this. */
  showComparison: defineNotification<{
    readonly runs: readonly ComparedRun[];
    /** Folders of runs that are gone. */
    readonly missing: readonly string[];
    /** The bound that is measured at, as a share of each column's range. */
    readonly bound: number;
    readonly measurement: Measurement;
    readonly strings: Readonly<Record<string, string>>;
  }>(),
  updateMeasurement: defineNotification<{
    readonly bound: number;
    readonly measurement: Measurement;
  }>(),

  ready: defineCommand(),
  /** Measures all runs anew. */
  measure: defineCommand<{ readonly bound: number }>(),
  cancel: defineCommand(),
  showRun: defineCommand<{ readonly key: string }>(),
  /** Opens the configs of two runs side by side. */
  showDifference: defineCommand<{ readonly left: string; readonly right: string }>(),
  copyText: defineCommand<{ readonly text: string }>(),
  /** Asks where to save `data` (text, or base64 where `binary`). */
  saveFile: defineCommand<{
    readonly suggestedName: string;
    readonly data: string;
    readonly binary: boolean;
  }>(),
} as const;

export type ComparisonPanelMessages = typeof comparisonPanelMessages;

/** Bounds that the panel offers to measure at. */
export const comparisonBounds: readonly number[] = [1e-2, 1e-3, 1e-4, 1e-5];
export const defaultComparisonBound = 1e-3;
