export interface Moments {
  readonly mean: number;
  /** Standard deviation about the mean, divided by n. */
  readonly std: number;
  /** Root of the mean square about 0. */
  readonly rms: number;
}

/**
 * Mean, standard deviation (of the population) and RMS of finite values; all 0 where there are none. Two passes, the
 * second of which also corrects the mean (Chan, Golub, LeVeque, Am. Stat. 37 (1983) 242), on values brought to order one.
 */
export function moments(values: Float64Array): Moments {
  const n = values.length;
  let largest = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(values[i]));
  if (largest === 0) return { mean: 0, std: 0, rms: 0 };
  const unit = 2 ** Math.floor(Math.log2(largest));
  for (let i = 0; i < n; i++) sum += values[i] / unit;
  const guess = sum / n;
  let residue = 0;
  let squares = 0;
  let aboutZero = 0;
  for (let i = 0; i < n; i++) {
    const value = values[i] / unit;
    const from = value - guess;
    residue += from;
    squares += from * from;
    aboutZero += value * value;
  }
  const shift = residue / n;
  const variance = Math.max(0, squares / n - shift * shift);
  return {
    mean: (guess + shift) * unit,
    std: Math.sqrt(variance) * unit,
    rms: Math.sqrt(aboutZero / n) * unit,
  };
}
