import type { FittedSide, PeakFit } from "../../src/protocol/peakFit.js";

/** Bins that are drawn: a fit is made in finer ones, several of which are drawn as one. */
const mostDrawn = 70;

/** One drawn bin. Entries, error and expectation are those of a full bin, also where the last one is cut short. */
export interface FitBin {
  readonly from: number;
  readonly to: number;
  readonly entries: number;
  readonly error: number;
  readonly expected: number | null;
  /** (entries − expected) over the expectation's uncertainty; null without a fit. */
  readonly pull: number | null;
}

/** Bins of a fit that are drawn as one. */
export function mergedBins(fit: PeakFit): number {
  return Math.ceil((fit.edges.length - 1) / mostDrawn);
}

/** Width of a drawn bin. */
export function drawnWidth(fit: PeakFit): number {
  return mergedBins(fit) * (fit.edges[1] - fit.edges[0]);
}

export function fitBins(fit: PeakFit, side: FittedSide): FitBin[] {
  const merged = mergedBins(fit);
  const bins: FitBin[] = [];
  for (let from = 0; from < side.counts.length; from += merged) {
    const to = Math.min(side.counts.length, from + merged);
    const sum = (values: readonly number[]): number =>
      values.slice(from, to).reduce((total, value) => total + value, 0);
    const entries = sum(side.counts);
    const variance = side.errors ? sum(side.errors.map((error) => error * error)) : entries;
    const expected = side.peak ? sum(side.peak.expected) : null;
    const scale = side.errors ? variance : (expected ?? 0);
    const full = merged / (to - from);
    bins.push({
      from: fit.edges[from],
      to: fit.edges[to],
      entries: entries * full,
      error: Math.sqrt(variance) * full,
      expected: expected === null ? null : expected * full,
      pull: expected === null || !(scale > 0) ? null : (entries - expected) / Math.sqrt(scale),
    });
  }
  return bins;
}
