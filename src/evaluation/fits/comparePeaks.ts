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
    const { sums, squares } = fill(values, weights, edges);
    return {
      counts: [...sums],
      ...(squares && { errors: Array.from(squares, Math.sqrt) }),
      peak: fitPeak({ edges, sums, squares, signal, background }),
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

function fill(
  values: Float64Array,
  weights: Float64Array | null,
  edges: Float64Array,
): { sums: Float64Array; squares: Float64Array | null } {
  const bins = edges.length - 1;
  const [from, to] = [edges[0], edges[bins]];
  const sums = new Float64Array(bins);
  const squares = weights && new Float64Array(bins);
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (!(value >= from && value <= to)) continue;
    const weight = weights ? weights[row] : 1;
    if (!Number.isFinite(weight)) continue;
    const bin = Math.min(bins - 1, Math.floor(((value - from) / (to - from)) * bins));
    sums[bin] += weight;
    if (squares) squares[bin] += weight * weight;
  }
  return { sums, squares };
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
