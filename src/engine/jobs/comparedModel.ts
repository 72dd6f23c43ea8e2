import type { ModelConfig } from "../../config/config.js";
import type {
  ComparedColumn,
  ComparedFigures,
  ComparedFit,
  ComparedModel,
  ComparedPeak,
  ComparedPlots,
} from "../../protocol/comparison.js";
import type { ColumnEvaluation, Evaluation } from "../../protocol/evaluation.js";
import type { FittedSide, PeakFit } from "../../protocol/peakFit.js";

export interface ModelToCompare extends Pick<
  ComparedModel,
  "name" | "run" | "type" | "architecture" | "parameters" | "latent"
> {
  readonly trainSeconds: number;
  /** Null where the model cannot work without a bound. */
  readonly withoutBound: Evaluation | null;
  readonly atBound: Evaluation;
  /** Whether the bins of plots go along. */
  readonly plots: boolean;
}

/** The line of a model in a comparison. */
export function comparedModel(model: ModelToCompare): ComparedModel {
  const { withoutBound, atBound, name, run, type, architecture, parameters, latent } = model;
  return {
    ...{ name, run, type, architecture, parameters, latent },
    latentBits:
      latent === null || withoutBound === null
        ? null
        : (8 * withoutBound.compression.bytes.data) / withoutBound.rows,
    trainSeconds: model.trainSeconds,
    withoutBound: withoutBound === null ? null : comparedFigures(withoutBound, model.plots),
    atBound: comparedFigures(atBound, model.plots),
  };
}

function comparedFigures(evaluation: Evaluation, plots: boolean): ComparedFigures {
  const { compression, seconds, columns, fits } = evaluation;
  return {
    ratio: compression.ratio,
    modelBytes: compression.bytes.model,
    compressSeconds: seconds.compress,
    decompressSeconds: seconds.decompress,
    columns: columns.map(comparedColumn),
    fits: (fits ?? []).map(comparedFit),
    largestCorrelationChange: largestChange(evaluation),
    ...(plots && { plots: columns.map(comparedPlots) }),
  };
}

function largestChange({
  correlations,
  columns,
}: Evaluation): ComparedFigures["largestCorrelationChange"] {
  const change = correlations.largestChange;
  if (change === undefined) return null;
  const labelOf = (name: string): string =>
    columns.find((column) => column.name === name)?.label ?? name;
  return { value: change.value, columns: change.columns.map(labelOf) };
}

function comparedPlots({ label, unit, beforeAfter, residual }: ColumnEvaluation): ComparedPlots {
  const { edges, original, decompressed, logX, logY } = beforeAfter;
  return {
    label,
    unit,
    entries: {
      edges,
      original: original.counts,
      decompressed: decompressed.counts,
      ...{ logX, logY },
    },
    residual: { edges: residual.edges, counts: residual.counts },
  };
}

function comparedColumn(column: ColumnEvaluation): ComparedColumn {
  const { original, residualStatistics, response } = column;
  return {
    label: column.label,
    rmsOverSigma: finite(column.rmsOverSigma ?? residualStatistics.rms / original.std),
    responseMedian: finite(response.median),
    responseSigma68: finite(response.sigma68),
    wasserstein: finite(column.wassersteinOverSigma),
    ksDistance: finite(column.ksDistance),
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function comparedFit({ label, original, decompressed, shift, tooCoarse }: PeakFit): ComparedFit {
  const missing = original.peak === null || decompressed.peak === null;
  const noPeak = missing ? (tooCoarse === true ? "tooCoarse" : "noPeak") : null;
  return {
    label,
    trouble: noPeak ?? original.peak?.trouble ?? decompressed.peak?.trouble ?? null,
    before: comparedPeak(original),
    after: comparedPeak(decompressed),
    meanPull: shift?.mean.pull ?? null,
    widthPull: shift?.width.pull ?? null,
    meanPercent: shift?.mean.percent ?? null,
    widthPercent: shift?.width.percent ?? null,
  };
}

function comparedPeak({ peak }: FittedSide): ComparedPeak | null {
  if (peak === null || peak.trouble === "noPeak") return null;
  const { mean, width } = peak;
  return {
    mean: mean.value,
    meanError: mean.error,
    width: width.value,
    widthError: width.error,
  };
}

/** The layers of a model in words: "200-100-50-4". */
export function architectureOf(model: ModelConfig, latent: number | null): string {
  const hidden = "hidden" in model ? (model.hidden ?? []) : [];
  const layers = [...hidden, ...(latent === null ? [] : [latent])];
  if (layers.length > 0) return layers.join("-");
  return model.type === "masked" ? "found by trial" : model.type;
}
