import type { Column } from "../data/table.js";
import type { ColumnEvaluation } from "../protocol/evaluation.js";
import { copyNumbers } from "./copyNumbers.js";
import { density } from "./density.js";
import { distributionDistances } from "./distributionDistances.js";
import type { EvaluatedColumn } from "./evaluatedColumn.js";
import { fillHistogram } from "./fillHistogram.js";
import { histogramEdges } from "./histogramEdges.js";
import { inColumnUnits } from "./inColumnUnits.js";
import { outsideBound } from "./outsideBound.js";
import { profile } from "./profile.js";
import { residualEdges, type ResidualWindow } from "./residualEdges.js";
import { residuals, sortedFinite } from "./residuals.js";
import { residualStatistics } from "./residualStatistics.js";
import { response } from "./response.js";
import { sideStatistics } from "./sideStatistics.js";
import { scaledSentinels, sideValues } from "./sideValues.js";
import { valueScale } from "./valueScale.js";
import { wantsLogCounts } from "./wantsLogCounts.js";

const residualBins = 61;
/** Odd, so that Δ = 0 lies within a row; few, because the counts travel as JSON. */
const densityRows = 39;
/** Responses are shown above this share of the column's standard deviation. */
const responseThreshold = 1e-3;

/** Memory for one column at a time: each with one element per row at least. */
export interface EvaluationBuffers {
  readonly original: Float64Array;
  readonly decompressed: Float64Array;
  readonly sortedOriginal: Float64Array;
  readonly sortedDecompressed: Float64Array;
  readonly delta: Float64Array;
}

export function evaluationBuffers(rows: number): EvaluationBuffers {
  const make = (): Float64Array => new Float64Array(rows);
  return {
    original: make(),
    decompressed: make(),
    sortedOriginal: make(),
    sortedDecompressed: make(),
    delta: make(),
  };
}

/** The values of one column that are compared. */
export interface ColumnSides {
  /** x of the events shown, selected by original values. */
  readonly original: Column;
  /** x̂ of the events shown, selected by decompressed values. */
  readonly decompressed: Column;
  /** x̂ of the events of `original`, in their order. */
  readonly paired: Column;
  /** Both sides of every event: bounds hold for all. */
  readonly whole: { readonly original: Column; readonly decompressed: Column };
  /** Weights of the events of `original` and of `decompressed`; null where events are counted. */
  readonly weights: { readonly original: Float64Array; readonly decompressed: Float64Array } | null;
}

/**
 * Everything that the panel shows about one column. Weights enter histograms, means, σ and RMS; quantiles and distances
 * count every event alike. All numbers of the result are finite.
 * @param breath called between steps of a fraction of a second at a million rows; may throw to end the work
 */
export async function evaluateColumn(
  column: EvaluatedColumn,
  sides: ColumnSides,
  buffers: EvaluationBuffers,
  breath: () => Promise<void>,
): Promise<ColumnEvaluation> {
  const { original, decompressed, paired, whole } = sides;
  const weights = sides.weights ?? { original: null, decompressed: null };
  const scale = valueScale(whole.original.values, whole.decompressed.values);
  const before = sideValues(
    original,
    scale,
    column.sentinels,
    buffers.original,
    buffers.sortedOriginal,
  );
  await breath();
  const after = sideValues(
    decompressed,
    scale,
    column.sentinels,
    buffers.decompressed,
    buffers.sortedDecompressed,
  );
  const sentinels = scaledSentinels(original, scale, column.sentinels);
  const bound = column.boundKind === "absolute" ? scaled(column.absoluteBound, scale) : null;
  const quantum = Number.MIN_VALUE * scale;
  const limit = Number.MAX_VALUE * scale;

  await breath();
  const originalStatistics = sideStatistics(before, weights.original, sentinels);
  const decompressedStatistics = sideStatistics(after, weights.decompressed, sentinels);
  const { edges, logX } = histogramEdges({
    sorted: before.sorted,
    boolean: original.type === "bool",
    angle: column.angle,
    bound,
    gridStep: scaled(column.gridStep, scale),
    quantum,
    limit,
  });
  const histogram = fillHistogram(before.values, edges, weights.original);
  const beforeAfter = {
    edges,
    original: histogram,
    decompressed: fillHistogram(after.values, edges, weights.decompressed),
    logY: wantsLogCounts(histogram.counts),
    logX,
  };
  const { wasserstein, kolmogorovSmirnov } = distributionDistances(before.sorted, after.sorted);

  await breath();
  const period = column.angle ? 2 * Math.PI * scale : null;
  const stored = { original: original.values, decompressed: paired.values };
  const partners =
    paired === decompressed ? after.values : scaledValues(paired, scale, buffers.decompressed);
  const delta = residuals(before.values, partners, stored, period, buffers.delta);
  // The decompressed side is done with: from here on its memory serves as scratch.
  const scratch = [buffers.decompressed, buffers.sortedDecompressed] as const;
  const sortedDelta = sortedFinite(delta, scratch[0]);
  await breath();
  const outside = outsideBound(column, whole.original.values, whole.decompressed.values);
  const statistics = residualStatistics(
    sortedDelta,
    outside,
    scratch[1],
    weights.original && { delta, weights: weights.original },
  );
  const window: ResidualWindow = {
    bound,
    q999: statistics.q999,
    maxAbs: statistics.maxAbs,
    sigma: originalStatistics.std,
    whole: !original.type.startsWith("float") && original.type !== "bool",
    quantum: 8 * quantum,
    limit,
  };
  const residualBinEdges = residualEdges(window, residualBins);
  const residual = {
    edges: residualBinEdges,
    ...fillHistogram(weights.original ? delta : sortedDelta, residualBinEdges, weights.original),
  };
  const threshold = responseThreshold * originalStatistics.std;
  await breath();

  return inColumnUnits(
    {
      name: column.name,
      label: column.label,
      unit: column.unit,
      type: original.type,
      angle: column.angle,
      bound: column.bound,
      absoluteBound: column.absoluteBound,
      boundKind: column.boundKind,
      original: originalStatistics,
      decompressed: decompressedStatistics,
      beforeAfter,
      residual,
      residualStatistics: statistics,
      response: response(before.values, delta, threshold, sentinels, scratch, weights.original),
      profile: profile(before.values, delta, before.sorted, sentinels, scratch[0]),
      density: density(
        before.values,
        delta,
        beforeAfter,
        residualEdges(window, densityRows),
        weights.original,
      ),
      wasserstein,
      wassersteinOverSigma: wasserstein / typicalSize(originalStatistics),
      ksDistance: kolmogorovSmirnov,
      rmsOverSigma: statistics.rms / typicalSize(originalStatistics),
      ...(column.formula !== undefined && { formula: column.formula }),
    },
    1 / scale,
  );
}

/** The values as float64, times the scale. */
function scaledValues(column: Column, scale: number, out: Float64Array): Float64Array {
  copyNumbers(column.values, out);
  const values = out.subarray(0, column.values.length);
  for (let i = 0; i < values.length; i++) values[i] *= scale;
  return values;
}

function scaled(length: number | null, scale: number): number | null {
  // A grid of twice a huge bound has no step that a number can hold.
  return length === null || !Number.isFinite(length) ? null : length * scale;
}

/** σ; for a constant column the size of its value, for one of zeros 1: what is divided by it stays finite. */
function typicalSize(statistics: { readonly std: number; readonly max: number }): number {
  return statistics.std || Math.abs(statistics.max) || 1;
}
