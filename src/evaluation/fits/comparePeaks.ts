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

/** Fits the same peak on both sides, in the bins of the original, and compares what comes out. */
export function comparePeaks(
  setting: FitSetting,
  original: WeightedValues,
  decompressed: WeightedValues,
): PeakFit {
  const { window, signal, background, column, label, unit } = setting;
  const inside = original.values.reduce(
    (count, value) => count + Number(value >= window[0] && value <= window[1]),
    0,
  );
  const edges = windowEdges(window, inside);
  const fitted = ({ values, weights }: WeightedValues): FittedSide => {
    const { sums, squares, atEdges } = fillWindow(values, weights, edges);
    return {
      counts: [...sums],
      ...(squares && { errors: Array.from(squares, Math.sqrt) }),
      peak: fitPeak({ edges, sums, squares, atEdges, signal, background }),
    };
  };
  const before = fitted(original);
  const after = fitted(decompressed);
  return {
    column,
    label,
    unit,
    signal,
    background,
    edges: [...edges],
    original: before,
    decompressed: after,
    shift: before.peak && after.peak && shiftOf(before.peak, after.peak),
  };
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
