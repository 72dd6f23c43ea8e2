import { faddeevaReal } from "./faddeeva.js";
import { positionParameter, widthLimits, widthParameter, type PeakShape } from "./peakShape.js";

/** Full width at half maximum of a Gaussian of standard deviation 1. */
const gaussianFullWidth = 2 * Math.sqrt(2 * Math.LN2);

/**
 * Breit–Wigner of full width `gamma` (Lorentzian, not relativistic) folded with a Gaussian of resolution `sigma`: the
 * Voigt profile Re w((x − mean + i gamma/2)/(√2 sigma)).
 */
export const voigtPeak: PeakShape = {
  parameters(window, binWidth) {
    const [least, most] = widthLimits(window, binWidth);
    return [
      positionParameter(window),
      { ...widthParameter("gamma", [0, 2 * most]), scale: least },
      widthParameter("sigma", [least / 2, most]),
    ];
  },
  density(x, values) {
    const unit = 1 / (Math.SQRT2 * values[2]);
    return faddeevaReal((x - values[0]) * unit, 0.5 * values[1] * unit);
  },
  start: (width) => [width, 0.7 * width],
  /** FWHM / 2.355; the FWHM to 0.02 %. Olivero and Longbothum, J. Quant. Spectrosc. Radiat. Transf. 17 (1977) 233. */
  width(values) {
    const full = gaussianFullWidth * values[2];
    const half = 0.5346 * values[1];
    return (half + Math.sqrt(0.2166 * values[1] * values[1] + full * full)) / gaussianFullWidth;
  },
};
