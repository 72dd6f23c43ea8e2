import type { RandomStream } from "./seededRandom.js";

/** Gaussian (Box and Muller). */
export function normal(random: RandomStream, mean: number, sigma: number): number {
  const radius = Math.sqrt(-2 * Math.log(random.uniform()));
  return mean + sigma * radius * Math.cos(2 * Math.PI * random.uniform());
}

/** Non-relativistic Breit–Wigner (Cauchy) of full width `width`, cut at ± `reach`, by inversion. */
export function breitWigner(
  random: RandomStream,
  peak: number,
  width: number,
  reach: number,
): number {
  const most = Math.atan((2 * reach) / width);
  return peak + (width / 2) * Math.tan((2 * random.uniform() - 1) * most);
}

/** Falling power law from `least` upwards with density ~ x^(−1 − slope), cut at `most`, by inversion. */
export function powerLaw(random: RandomStream, least: number, most: number, slope: number): number {
  const kept = 1 - Math.pow(most / least, -slope);
  return least * Math.pow(1 - kept * random.uniform(), -1 / slope);
}

/** Poisson by counting; for means beyond 40 the rounded Gaussian of the same mean and width. */
export function poisson(random: RandomStream, mean: number): number {
  if (mean > 40) return Math.max(0, Math.round(normal(random, mean, Math.sqrt(mean))));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  return count;
}
