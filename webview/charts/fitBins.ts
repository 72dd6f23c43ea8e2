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

/** A drawn bin may hold this part of a grid step too much or too little. */
const smallPart = 0.04;

/**
 * Bins of a fit that are drawn as one. Where decompressed values lie on a grid, as many as come close to a whole number
 * of its steps: other bins would beat with it.
 */
export function mergedBins(fit: PeakFit): number {
  const least = Math.ceil((fit.edges.length - 1) / mostDrawn);
  const step = (fit.gridStep ?? 0) / (fit.edges[1] - fit.edges[0]);
  if (step < 0.1 * least) return least;
  const candidates = Array.from({ length: 4 * least + 4 }, (_, more) => least + more);
  const part = (bins: number): number =>
    bins < step / 2 ? 1 : Math.abs(bins / step - Math.round(bins / step));
  return (
    candidates.find((bins) => part(bins) < smallPart) ??
    candidates.reduce((best, bins) => (part(bins) < part(best) ? bins : best))
  );
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
