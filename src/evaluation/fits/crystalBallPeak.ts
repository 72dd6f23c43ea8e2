import { positionParameter, widthLimits, widthParameter, type PeakShape } from "./peakShape.js";

/** Beyond these the data cannot tell the tail from a Gaussian's. */
const tailLimits = [0.3, 6] as const;
const powerLimits = [1.05, 60] as const;

/**
 * Double-sided Crystal Ball: a Gaussian whose tails, from `alphaLeft` standard deviations below and `alphaRight` above
 * its mean, fall as powers `powerLeft` and `powerRight`, smoothly joined. M. Oreglia, SLAC-R-236 (1980), appendix D, for
 * one side.
 */
export const crystalBallPeak: PeakShape = {
  parameters: (window, binWidth) => [
    positionParameter(window),
    widthParameter("sigma", widthLimits(window, binWidth)),
    { name: "alphaLeft", limits: tailLimits, scale: 0.5 },
    { name: "powerLeft", limits: powerLimits, scale: 1 },
    { name: "alphaRight", limits: tailLimits, scale: 0.5 },
    { name: "powerRight", limits: powerLimits, scale: 1 },
  ],
  density(x, values) {
    const t = (x - values[0]) / values[1];
    if (t < -values[2]) return tail(-t, values[2], values[3]);
    if (t > values[4]) return tail(t, values[4], values[5]);
    return Math.exp(-0.5 * t * t);
  },
  start: (width) => [width, 1.5, 4, 1.5, 4],
  width: (values) => values[1],
};

function tail(t: number, alpha: number, power: number): number {
  const ratio = 1 + (alpha / power) * (t - alpha);
  return Math.exp(-0.5 * alpha * alpha) * Math.pow(ratio, -power);
}
