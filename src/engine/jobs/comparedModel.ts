import type { ModelConfig } from "../../config/config.js";
import type {
  ComparedColumn,
  ComparedFit,
  ComparedModel,
  ComparedPeak,
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
}

/** The line of a model in a comparison: the figures without a bound where it works without one. */
export function comparedModel(model: ModelToCompare): ComparedModel {
  const { withoutBound, atBound, trainSeconds, name, run, type, architecture } = model;
  const evaluation = withoutBound ?? atBound;
  const { largestChange } = evaluation.correlations;
  return {
    name,
    run,
    type,
    architecture,
    parameters: model.parameters,
    latent: model.latent,
    latentBits:
      model.latent === null || withoutBound === null
        ? null
        : (8 * withoutBound.compression.bytes.data) / withoutBound.rows,
    seconds: { train: trainSeconds, ...evaluation.seconds },
    ratioWithoutBound: withoutBound?.compression.ratio ?? null,
    ratioAtBound: atBound.compression.ratio,
    modelBytesAtBound: atBound.compression.bytes.model,
    figures: withoutBound === null ? "atBound" : "withoutBound",
    columns: evaluation.columns.map(comparedColumn),
    fits: (evaluation.fits ?? []).map(comparedFit),
    largestCorrelationChange: largestChange ?? null,
  };
}

function comparedColumn(column: ColumnEvaluation): ComparedColumn {
  const { original, residualStatistics, response } = column;
  return {
    label: column.label,
    rmsOverSigma: column.rmsOverSigma ?? residualStatistics.rms / original.std,
    responseMedian: response.median,
    responseSigma68: response.sigma68,
    wasserstein: column.wassersteinOverSigma,
    ksDistance: column.ksDistance,
  };
}

function comparedFit({ label, original, decompressed, shift }: PeakFit): ComparedFit {
  return {
    label,
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
