import { binCount } from "./binCount.js";
import { bulkWindow } from "./bulkWindow.js";
import { gridEdges, snapToGrid } from "./gridEdges.js";

import { linearEdges, logarithmicEdges } from "./linearEdges.js";
import { quantile } from "./quantiles.js";
import { spikeEdges } from "./spikeEdges.js";
import { wholeNumberEdges } from "./wholeNumberEdges.js";

/** What decides on the bins of a column; all lengths in one unit. */
export interface Binning {
  /** The ordinary originals, ascending. */
  readonly sorted: Float64Array;
  readonly boolean: boolean;
  readonly angle: boolean;
  readonly bound: number | null;
  readonly gridStep: number | null;
  /** The smallest difference between numbers as small as these (a denormal's, in the unit of the lengths). */
  readonly quantum: number;
  /** The largest number there is, in the unit of the lengths. */
  readonly limit: number;
}

export interface BinEdges {
  readonly edges: number[];
  /** Whether the edges grow by a constant factor. */
  readonly logX: boolean;
}

/** Beyond this many grid steps from 0 a quarter step means nothing any more. */
const mostSteps = 1e12;
const wholeLimit = 2 ** 52;
const logarithmicFrom = 1000;
/** Logarithmic bins on a grid hold this many cells at least, so that rounding to whole cells does not show. */
const fewestCells = 8;

/**
 * Bin edges for before and after, fixed from the original alone: whole numbers and grids get bins that cannot beat with
 * them, angles the full turn, positive columns over more than three decades logarithmic bins, others equal bins.
 */
export function histogramEdges(binning: Binning): BinEdges {
  const { sorted, gridStep } = binning;
  const linear = (edges: number[]): BinEdges => ({ edges, logX: false });
  if (binning.boolean) return linear([-0.5, 0.5, 1.5]);
  if (sorted.length === 0) return linear([0, 1]);
  const whole = wholeStep(binning);
  let [from, to] = bulkWindow(sorted, ...extremes(binning, whole !== null));
  if (whole !== null) {
    const width = (to - from) / binCount(sorted, to - from);
    return linear(wholeNumberEdges(from, to, width, whole));
  }
  const turn = binning.angle ? fullTurn(sorted) : null;
  if (turn !== null) [from, to] = turn;
  const finest = 8 * Math.max(binning.quantum, Math.max(Math.abs(from), Math.abs(to)) * 2 ** -52);
  if (sorted[0] === sorted[sorted.length - 1] && turn === null) {
    return linear(spikeEdges(sorted[0], binning.bound ?? 0, 5 * finest, binning.limit));
  }
  const most = Math.floor((to - from) / finest);
  if (most < 1) {
    return linear(spikeEdges((from + to) / 2, to - from, 5 * finest, binning.limit));
  }
  const onGrid =
    gridStep !== null && gridStep > 4 * finest && Math.abs(to / gridStep) < mostSteps
      ? gridStep
      : null;
  const decades = overDecades(binning, from, to, onGrid);
  if (decades !== null) return { edges: decades, logX: true };
  const bins = Math.min(most, binCount(sorted, to - from));
  return linear(
    onGrid === null
      ? linearEdges(from, to, bins)
      : gridEdges(from, to, (to - from) / bins, onGrid).map((edge) =>
          Math.max(-binning.limit, Math.min(binning.limit, edge)),
        ),
  );
}

/** The smallest and the largest value that the original has and the decompressed side can have. */
function extremes({ sorted, bound, gridStep }: Binning, whole: boolean): [number, number] {
  const least = sorted[0];
  const most = sorted[sorted.length - 1];
  if (whole) return [least, most];
  if (gridStep === null) return [least - (bound ?? 0), most + (bound ?? 0)];
  const onGrid = (value: number): number => Math.round(value / gridStep) * gridStep;
  return [Math.min(least, onGrid(least)), Math.max(most, onGrid(most))];
}

/** The step of whole numbers: 1, or that of their grid; null for other columns. */
function wholeStep({ sorted, bound, gridStep }: Binning): number | null {
  if (Math.max(Math.abs(sorted[0]), Math.abs(sorted[sorted.length - 1])) > wholeLimit) return null;
  for (let i = 0; i < sorted.length; i++) if (!Number.isInteger(sorted[i])) return null;
  // Errors below one half leave every value in the bin of its whole number.
  if (gridStep === null || (bound !== null && bound < 0.5)) return 1;
  return Number.isInteger(gridStep) ? gridStep : null;
}

/** The turn that the angles are given in, from −π or from 0; null where they fit into neither. */
function fullTurn(sorted: Float64Array): readonly [number, number] | null {
  const least = sorted[0];
  const most = sorted[sorted.length - 1];
  // π in float32 lies above π.
  const halves = [Math.PI, Math.fround(Math.PI)];
  for (const half of halves) if (least >= -half && most <= half) return [-half, half];
  for (const half of halves) if (least >= 0 && most <= 2 * half) return [0, 2 * half];
  return null;
}

/** Logarithmic edges where the bulk of a positive column covers more than three decades, else null. */
function overDecades(
  binning: Binning,
  bulkFrom: number,
  to: number,
  step: number | null,
): number[] | null {
  const { sorted } = binning;
  if (binning.angle || !(sorted[0] > 0)) return null;
  // A flat column reaches far down with its last per mille; 1 to 99 % tells what it is like.
  if (!(quantile(sorted, 0.99) / quantile(sorted, 0.01) > logarithmicFrom)) return null;
  const low = quantile(sorted, 0.0005);
  const high = quantile(sorted, 0.9995);
  // On a logarithmic axis a twentieth of the range is a twentieth of its decades.
  const from = Math.max(sorted[0], bulkFrom, low / Math.pow(high / low, 1 / 20));
  const logs = sorted.map((value) => Math.log(value));
  const bins = binCount(logs, Math.log(to / from));
  if (from < 8 * bins * binning.quantum) return null;
  const edges = logarithmicEdges(from, to, bins);
  if (step === null) return edges;
  return edges[1] - edges[0] >= fewestCells * step ? snapToGrid(edges, step) : null;
}
