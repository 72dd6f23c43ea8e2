import type {
  BackgroundName,
  Fitted,
  FittedPeak,
  FitTrouble,
  SignalName,
} from "../../protocol/peakFit.js";
import { backgroundShapes, peakShapes } from "./fitShapes.js";
import { chiSquareProbability } from "./chiSquareProbability.js";
import { covarianceOf } from "./covariance.js";
import { minimizeDeviance, withBestEntries, type Minimum } from "./minimizeDeviance.js";
import type { PeakShape } from "./peakShape.js";
import { poissonData, poissonDeviance, type PoissonData } from "./poissonDeviance.js";
import { SpectrumModel } from "./spectrumModel.js";
import { startPeaks, type StartPeak } from "./startPeaks.js";

/** Fewer entries than this tell no peak from its background. */
const fewestEntries = 20;
const curvePoints = 200;
/** Steps from every start, before the most promising are followed to their minimum. */
const scoutingSteps = 8;
const followed = 2;

/** What to fit. */
export interface PeakSpectrum {
  /** Ascending, of equal bins: the window. */
  readonly edges: Float64Array;
  /** Entries per bin, or sums of weights. */
  readonly sums: ArrayLike<number>;
  /** Sums of squared weights; null where nothing is weighted. */
  readonly squares: ArrayLike<number> | null;
  /**
   * The same entries, each counted at the two edges of its bin in proportion to its place between them: these are then
   * fitted, and the bins only judge the fit. Absent: the bins are fitted.
   */
  readonly atEdges?: {
    readonly sums: ArrayLike<number>;
    readonly squares: ArrayLike<number> | null;
  };
  readonly signal: SignalName;
  readonly background: BackgroundName;
}

/**
 * Extended binned Poisson likelihood fit of a peak over a background, started from the data at several places and
 * widths. Of the minima found the deepest counts that is a peak: it lies inside the window with its width, and its width
 * on no limit.
 * @param others more places to start from
 * @returns null where there are too few entries
 */
export function fitPeak(
  spectrum: PeakSpectrum,
  others: readonly StartPeak[] = [],
): FittedPeak | null {
  const { edges, sums, squares, atEdges } = spectrum;
  const binned = poissonData(sums, squares);
  const data = atEdges === undefined ? binned : poissonData(atEdges.sums, atEdges.squares);
  const counted = data.counts.reduce((sum, count) => sum + count, 0);
  if (!(counted >= fewestEntries)) return null;
  const entries = Array.from(sums).reduce((sum, count) => sum + Math.max(0, count), 0);
  const peak = peakShapes[spectrum.signal];
  const background = backgroundShapes(spectrum.background, [edges[0], edges[edges.length - 1]]);
  const shapes = [peak, ...background];
  const filling = atEdges === undefined ? "bins" : "edges";
  const model = new SpectrumModel(shapes, edges, entries, filling);
  const starts = [...startPeaks(edges, sums, squares ?? sums), ...others];
  const scouted = starts.map((start) => {
    const values = withBestEntries(model, data, startValues(model, peak, start, entries));
    return judged(model, peak, minimizeDeviance(model, data, values, scoutingSteps));
  });
  const [best] = scouted
    .sort(byTrust)
    .slice(0, followed)
    .map(({ minimum }) => judged(model, peak, minimizeDeviance(model, data, minimum.values)))
    .sort(byTrust);
  if (best === undefined) return null;
  const inBins = filling === "bins" ? model : new SpectrumModel(shapes, edges, entries);
  const expected = inBins.expected(best.minimum.values);
  const chiSquare = poissonDeviance(binned, expected);
  return described(model, peak, data, best, { expected, chiSquare });
}

interface Judged {
  readonly minimum: Minimum;
  readonly trouble: FitTrouble | null;
}

function judged(model: SpectrumModel, peak: PeakShape, minimum: Minimum): Judged {
  return { minimum, trouble: troubleOf(model, peak, minimum) };
}

/** Peaks before what is none, then the deeper minimum. */
function byTrust(a: Judged, b: Judged): number {
  const isNone = ({ trouble }: Judged): number =>
    Number(trouble === "noPeak" || trouble === "atLimit");
  return isNone(a) - isNone(b) || a.minimum.deviance - b.minimum.deviance;
}

function startValues(
  model: SpectrumModel,
  peak: PeakShape,
  start: StartPeak,
  entries: number,
): Float64Array {
  const shapes = model.shapes.length;
  const values = new Float64Array(model.parameters.length);
  values.fill(entries / shapes, 0, shapes);
  values.set([start.mean, ...peak.start(start.width)], model.offset(0));
  model.parameters.forEach(({ limits: [low, high] }, index) => {
    values[index] = Math.max(low, Math.min(high, values[index]));
  });
  return values;
}

function ownValues(model: SpectrumModel, peak: PeakShape, values: Float64Array): Float64Array {
  const offset = model.offset(0);
  return values.subarray(offset, offset + 1 + peak.start(1).length);
}

function troubleOf(model: SpectrumModel, peak: PeakShape, minimum: Minimum): FitTrouble | null {
  const { values, converged, free } = minimum;
  if (values[0] <= 0) return "noPeak";
  const own = ownValues(model, peak, values);
  const [from, to] = [model.edges[0], model.edges[model.bins]];
  const width = peak.width(own);
  if (own[0] - width < from || own[0] + width > to) return "atLimit";
  // The first two of a peak: its position and its width.
  if (!free.includes(model.offset(0)) || !free.includes(model.offset(0) + 1)) {
    if (model.parameters[model.offset(0) + 1].name !== "gamma") return "atLimit";
  }
  return converged ? null : "notConverged";
}

function described(
  model: SpectrumModel,
  peak: PeakShape,
  data: PoissonData,
  { minimum, trouble }: Judged,
  { expected, chiSquare }: { readonly expected: Float64Array; readonly chiSquare: number },
): FittedPeak {
  const { values, free } = minimum;
  const covariance = covarianceOf(model, data, values, free);
  const errorOf = (gradient: (index: number) => number): number => {
    let variance = 0;
    free.forEach((a, i) => {
      free.forEach((b, j) => {
        variance += gradient(a) * gradient(b) * covariance[i * free.length + j];
      });
    });
    return Math.sqrt(Math.max(0, variance));
  };
  const parameter = (index: number): Fitted => ({
    value: values[index],
    error: free.includes(index) ? errorOf((each) => (each === index ? 1 : 0)) : null,
  });
  const offset = model.offset(0);
  const widthSlope = (index: number): number => {
    const own = ownValues(model, peak, values);
    if (index < offset || index >= offset + own.length) return 0;
    const step = 1e-4 * Math.abs(own[index - offset]) || 1e-12;
    const [above, below] = [Float64Array.from(own), Float64Array.from(own)];
    above[index - offset] += step;
    below[index - offset] -= step;
    return (peak.width(above) - peak.width(below)) / (2 * step);
  };
  const widthError = errorOf(widthSlope);
  const freedom = model.bins - free.length;
  const shapes = model.shapes.length;
  const without = Float64Array.from(values);
  without[0] = 0;
  return {
    trouble,
    mean: parameter(offset),
    width: {
      value: peak.width(ownValues(model, peak, values)),
      error: widthError > 0 ? widthError : null,
    },
    signal: parameter(0),
    background: values.subarray(1, shapes).reduce((sum, value) => sum + value, 0),
    parameters: model.parameters.map(({ name }, index) => ({ name, ...parameter(index) })),
    chiSquare,
    freedom,
    probability: chiSquareProbability(chiSquare, Math.max(1, freedom)),
    expected: [...expected],
    curve: curveOf(model, values, without),
  };
}

function curveOf(
  model: SpectrumModel,
  values: Float64Array,
  without: Float64Array,
): FittedPeak["curve"] {
  const [from, to] = [model.edges[0], model.edges[model.bins]];
  const step = (to - from) / curvePoints;
  const edges = Float64Array.from({ length: curvePoints + 1 }, (_, i) => from + i * step);
  const fine = new SpectrumModel(model.shapes, edges, 1);
  // Shares of a cell of the curve become those of a bin.
  const factor = curvePoints / model.bins;
  const scaled = (expected: Float64Array): number[] => Array.from(expected, (mu) => mu * factor);
  return {
    x: Array.from({ length: curvePoints }, (_, i) => from + (i + 0.5) * step),
    total: scaled(fine.expected(values)),
    background: scaled(fine.expected(without)),
  };
}
