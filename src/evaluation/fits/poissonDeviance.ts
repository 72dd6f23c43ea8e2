/**
 * Entries of a spectrum as a Poisson count can have them: weighted ones are divided by their mean weight, so that mean and
 * variance are equal. Bohm and Zech, Nucl. Instrum. Meth. A 748 (2014) 1.
 */
export interface PoissonData {
  /** Entries divided by the mean weight of their bin. */
  readonly counts: Float64Array;
  /** 1 over the mean weight of the bin: what expected entries are multiplied by. */
  readonly scales: Float64Array;
}

/**
 * @param sums sum of weights per bin
 * @param squares sum of squared weights per bin; null where nothing is weighted
 */
export function poissonData(
  sums: ArrayLike<number>,
  squares: ArrayLike<number> | null,
): PoissonData {
  const bins = sums.length;
  const counts = Float64Array.from(sums);
  const scales = new Float64Array(bins).fill(1);
  if (squares === null) return { counts, scales };
  let allSums = 0;
  let allSquares = 0;
  for (let bin = 0; bin < bins; bin++) {
    allSums += sums[bin];
    allSquares += squares[bin];
  }
  // A bin without entries says nothing about its weights: those of all bins stand in.
  const typical = allSums > 0 && allSquares > 0 ? allSums / allSquares : 1;
  for (let bin = 0; bin < bins; bin++) {
    const usable = sums[bin] > 0 && squares[bin] > 0;
    scales[bin] = usable ? sums[bin] / squares[bin] : typical;
    counts[bin] = usable ? sums[bin] * scales[bin] : 0;
  }
  return { counts, scales };
}

/**
 * Likelihood-ratio χ² of Poisson counts: 2 Σ (μ − n + n ln(n/μ)). Its minimum is that of the likelihood, and for many
 * entries it is distributed as χ². Baker and Cousins, Nucl. Instrum. Meth. 221 (1984) 437.
 */
export function poissonDeviance({ counts, scales }: PoissonData, expected: Float64Array): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const n = counts[bin];
    const mu = expected[bin] * scales[bin];
    sum += mu - n;
    if (n > 0) sum += n * Math.log(n / mu);
  }
  return 2 * sum;
}
