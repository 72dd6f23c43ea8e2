export type Schedule = "constant" | "oneCycle";

/** The rate rises over this share of the steps, from 1/25 of the peak, and ends at 1/10,000 of where it began. */
const riseShare = 0.1;
const startDivisor = 25;
const endDivisor = 1e4;

/**
 * The learning rate of a step. One cycle (Smith and Topin 2018, arXiv:1708.07120): up to `peak` and down again along
 * half waves of a cosine.
 */
export function learningRateAt(
  schedule: Schedule,
  peak: number,
  step: number,
  totalSteps: number,
): number {
  if (schedule === "constant") return peak;
  const top = Math.max(1, riseShare * totalSteps);
  const wave = (from: number, to: number, share: number): number =>
    to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, share)))) / 2;
  const start = peak / startDivisor;
  if (step < top) return wave(start, peak, step / top);
  return wave(peak, start / endDivisor, (step - top) / Math.max(1, totalSteps - top));
}
