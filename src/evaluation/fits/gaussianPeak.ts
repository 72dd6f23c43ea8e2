import { positionParameter, widthLimits, widthParameter, type PeakShape } from "./peakShape.js";

/** Gaussian: exp(−t²/2) with t = (x − mean)/sigma. */
export const gaussianPeak: PeakShape = {
  parameters: (window, binWidth) => [
    positionParameter(window),
    widthParameter("sigma", widthLimits(window, binWidth)),
  ],
  density(x, values) {
    const t = (x - values[0]) / values[1];
    return Math.exp(-0.5 * t * t);
  },
  start: (width) => [width],
  width: (values) => values[1],
};
