import type { MetricRecord, TrialCandidate, TrialQuestion } from "../../src/protocol/runRecord.js";
import type { Point } from "./series.js";

/** A trial of a run, as far as it has come. */
export interface ShownTrial {
  /** From 1. */
  readonly trial: number;
  readonly candidate: TrialCandidate;
  /** Bits per value by epoch. */
  readonly points: readonly Point[];
  /** Bits per value that it is compared by, and how long it took; null while it runs. */
  readonly found: { readonly bits: number; readonly seconds: number } | null;
}

/** The trials that chose a model's shape, in their order. */
export interface Trials {
  /** How many there will be, as far as is known. */
  readonly count: number;
  /** Epochs of each. */
  readonly epochs: number;
  readonly trials: readonly ShownTrial[];
  /** The trial that answered each question, where it has been answered. */
  readonly answers: ReadonlyMap<TrialQuestion, number>;
}

/**
 * The trials of a run. Where trials began again, those before do not count.
 * @param used the repeat, from 1, that is shown as the run's own
 */
export function trialsOf(metrics: readonly MetricRecord[], used = 1): Trials {
  let count = 0;
  let epochs = 1;
  const points = new Map<number, Point[]>();
  const trials = new Map<number, Omit<ShownTrial, "trial" | "points">>();
  const answers = new Map<TrialQuestion, number>();
  for (const record of metrics) {
    if ((record.repeat ?? used) !== used) continue;
    if (record.kind === "trials") {
      ({ count, epochs } = record);
      for (const known of [points, trials, answers]) known.clear();
    } else if (record.kind === "trial") {
      const { trial, candidate, epoch, bits } = record;
      const own = points.get(trial) ?? [];
      own.push({ x: epoch, y: bits });
      points.set(trial, own);
      trials.set(trial, { candidate, found: null });
    } else if (record.kind === "tried") {
      const { trial, candidate, bits, seconds } = record;
      trials.set(trial, { candidate, found: { bits, seconds } });
    } else if (record.kind === "chosen") answers.set(record.question, record.trial);
  }
  return {
    count: Math.max(count, trials.size),
    epochs,
    trials: [...trials].map(([trial, one]) => ({
      trial,
      points: points.get(trial) ?? [],
      ...one,
    })),
    answers,
  };
}
