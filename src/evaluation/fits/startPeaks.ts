/** Standard deviations that a peak is looked for with, as shares of the window. */
const shares = [1 / 80, 1 / 40, 1 / 20, 1 / 12, 1 / 8];
const reach = 3;

/** Where a peak may stand, from the data alone. */
export interface StartPeak {
  readonly mean: number;
  readonly width: number;
}

/**
 * The most significant excess over a straight line, for each of several widths: every place is weighted with a Gaussian
 * from which the part that a line could explain is taken away, and the excess is divided by its statistical uncertainty.
 * @param edges of equal bins
 * @param sums entries per bin; variances their variances
 */
export function startPeaks(
  edges: Float64Array,
  sums: ArrayLike<number>,
  variances: ArrayLike<number>,
): StartPeak[] {
  const bins = edges.length - 1;
  const binWidth = edges[1] - edges[0];
  const window = edges[bins] - edges[0];
  const found: StartPeak[] = [];
  for (const width of shares.map((share) => Math.max(share * window, binWidth))) {
    const inBins = width / binWidth;
    const radius = Math.ceil(reach * inBins);
    let best = 0;
    let place = -1;
    for (let bin = Math.ceil(inBins); bin < bins - inBins; bin++) {
      const low = Math.max(0, bin - radius);
      const high = Math.min(bins - 1, bin + radius);
      const significance = excess(sums, variances, low, high, bin, inBins);
      if (significance > best) {
        best = significance;
        place = bin;
      }
    }
    if (place >= 0) found.push({ mean: 0.5 * (edges[place] + edges[place + 1]), width });
  }
  return found;
}

function excess(
  sums: ArrayLike<number>,
  variances: ArrayLike<number>,
  low: number,
  high: number,
  bin: number,
  width: number,
): number {
  const count = high - low + 1;
  const middle = (low + high) / 2;
  let level = 0;
  let tilt = 0;
  let spread = 0;
  const gaussian = (k: number): number => Math.exp(-0.5 * ((k - bin) / width) ** 2);
  for (let k = low; k <= high; k++) {
    level += gaussian(k) / count;
    tilt += gaussian(k) * (k - middle);
    spread += (k - middle) ** 2;
  }
  let sum = 0;
  let variance = 0;
  for (let k = low; k <= high; k++) {
    const weight = gaussian(k) - level - (tilt / spread) * (k - middle);
    sum += weight * sums[k];
    variance += weight * weight * variances[k];
  }
  return variance > 0 ? sum / Math.sqrt(variance) : 0;
}
