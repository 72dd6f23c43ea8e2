import type { ColumnEvaluation, Histogram, SideStatistics } from "../protocol/evaluation.js";

/**
 * Multiplies every length of an evaluation by `factor` (a power of two), back to the units of the column. What
 * overflows becomes the largest number there is: JSON has no infinity.
 */
export function inColumnUnits(evaluation: ColumnEvaluation, factor: number): ColumnEvaluation {
  const one = (length: number): number =>
    Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, length * factor));
  const all = (lengths: readonly number[]): number[] => lengths.map(one);
  const side = (statistics: SideStatistics): SideStatistics => ({
    ...statistics,
    mean: one(statistics.mean),
    std: one(statistics.std),
    min: one(statistics.min),
    max: one(statistics.max),
  });
  const histogram = (filled: Histogram): Histogram => ({ ...filled, edges: all(filled.edges) });
  const residual = evaluation.residualStatistics;
  const [lowest, low, middle, high, highest] = residual.quantiles;
  return {
    ...evaluation,
    original: side(evaluation.original),
    decompressed: side(evaluation.decompressed),
    beforeAfter: { ...evaluation.beforeAfter, edges: all(evaluation.beforeAfter.edges) },
    residual: histogram(evaluation.residual),
    residualStatistics: {
      ...residual,
      mean: one(residual.mean),
      meanError: one(residual.meanError),
      median: one(residual.median),
      rms: one(residual.rms),
      sigma68: one(residual.sigma68),
      q999: one(residual.q999),
      maxAbs: one(residual.maxAbs),
      quantiles: [one(lowest), one(low), one(middle), one(high), one(highest)],
    },
    response: { ...evaluation.response, threshold: one(evaluation.response.threshold) },
    profile: evaluation.profile.map((bin) => ({
      ...bin,
      x: one(bin.x),
      from: one(bin.from),
      to: one(bin.to),
      mean: one(bin.mean),
      low: one(bin.low),
      high: one(bin.high),
    })),
    density: {
      ...evaluation.density,
      xEdges: all(evaluation.density.xEdges),
      yEdges: all(evaluation.density.yEdges),
    },
    wasserstein: one(evaluation.wasserstein),
    wassersteinOverSigma: Math.min(Number.MAX_VALUE, evaluation.wassersteinOverSigma),
    rmsOverSigma: Math.min(Number.MAX_VALUE, evaluation.rmsOverSigma ?? 0),
  };
}
