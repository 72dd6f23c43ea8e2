import type {
  BackgroundName,
  Fitted,
  FitShift,
  FittedPeak,
  FittedSide,
  PeakFit,
  SignalName,
} from "../../protocol/peakFit.js";
import { fitPeak } from "./fitPeak.js";
import { fillWindow } from "./fillWindow.js";
import type { ValueGrid } from "./findGrid.js";
import { gridWindow, type GridWindow } from "./gridWindow.js";
import type { StartPeak } from "./startPeaks.js";
import { windowEdges } from "./windowEdges.js";

/** Values of one side with the weights of their rows; null where nothing is weighted. */
export interface WeightedValues {
  readonly values: Float64Array;
  readonly weights: Float64Array | null;
}

export interface FitSetting {
  readonly column: string;
  readonly label: string;
  readonly unit: string | null;
  readonly window: readonly [number, number];
  readonly signal: SignalName;
  readonly background: BackgroundName;
}

/** Full width at half maximum of a Gaussian over its standard deviation. */
const fwhmOverSigma = 2.355;
/** Bins that a fit has at least beyond its parameters. */
const fewestFree = 3;

/**
 * Fits the same peak on both sides, in the same bins, and compares what comes out.
 * @param grid that decompressed values lie on; null where there is none. Where its steps are wider than the peak, or leave
 * the window too few bins, the decompressed side is not fitted.
 */
export function comparePeaks(
  setting: FitSetting,
  original: WeightedValues,
  decompressed: WeightedValues,
  grid: ValueGrid | null = null,
): PeakFit {
  const { window, signal, background, column, label, unit } = setting;
  const inside = original.values.reduce(
    (count, value) => count + Number(value >= window[0] && value <= window[1]),
    0,
  );
  const finest: GridWindow = { edges: windowEdges(window, inside), counted: false };
  const counted = (
    { values, weights }: WeightedValues,
    bins: GridWindow,
    starts: readonly StartPeak[] | null,
  ): FittedSide => {
    const { edges } = bins;
    const { sums, squares, atEdges } = fillWindow(values, weights, edges);
    const spectrum = { edges, sums, squares, signal, background };
    const shared = bins.counted ? spectrum : { ...spectrum, atEdges };
    return {
      counts: [...sums],
      ...(squares && { errors: Array.from(squares, Math.sqrt) }),
      peak: starts && fitPeak(shared, starts),
    };
  };
  const alone = counted(original, finest, []);
  const width = finest.edges[1] - finest.edges[0];
  const onGrid = grid && gridWindow(window, width, grid);
  const tooCoarse = grid && onGrid && isTooCoarse(onGrid, grid.step, alone.peak);
  const bins = tooCoarse ? finest : (onGrid ?? finest);
  const starts = alone.peak ? [{ mean: alone.peak.mean.value, width: alone.peak.width.value }] : [];
  const before = bins === finest ? alone : counted(original, bins, starts);
  const after = counted(decompressed, bins, tooCoarse ? null : bins === finest ? [] : starts);
  return {
    column,
    label,
    unit,
    signal,
    background,
    ...(grid && { gridStep: grid.step }),
    ...(tooCoarse && { tooCoarse }),
    ...(bins.counted &&
      alone.peak && { finer: { binWidth: width, mean: alone.peak.mean, width: alone.peak.width } }),
    edges: [...bins.edges],
    original: before,
    decompressed: after,
    shift: before.peak && after.peak && shiftOf(before.peak, after.peak),
  };
}

/** Whether grid steps are wider than the peak, or leave fewer bins than tell its parameters. */
function isTooCoarse(bins: GridWindow, step: number, peak: FittedPeak | null): boolean {
  if (peak === null) return false;
  if (bins.edges.length - 1 < peak.parameters.length + fewestFree) return true;
  return peak.trouble === null && step > fwhmOverSigma * peak.width.value;
}

function shiftOf(before: FittedPeak, after: FittedPeak): PeakFit["shift"] {
  return {
    mean: shift(before.mean, after.mean),
    width: shift(before.width, after.width),
    signal: shift(before.signal, after.signal),
  };
}

function shift(before: Fitted, after: Fitted): FitShift {
  const difference = after.value - before.value;
  return {
    difference,
    percent: after.value === 0 ? 0 : (100 * difference) / after.value,
    pull: before.error === null || before.error === 0 ? null : difference / before.error,
  };
}
