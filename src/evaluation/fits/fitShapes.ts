import { exponentialBackground, polynomialBackground } from "./backgroundShapes.js";
import type { BackgroundName, SignalName } from "../../protocol/peakFit.js";
import { crystalBallPeak } from "./crystalBallPeak.js";
import { gaussianPeak } from "./gaussianPeak.js";
import type { Limits, PeakShape, Shape } from "./peakShape.js";
import { voigtPeak } from "./voigtPeak.js";

/** The peaks that a config can name. */
export const peakShapes = {
  gaussian: gaussianPeak,
  crystalBall: crystalBallPeak,
  breitWignerGauss: voigtPeak,
} as const satisfies Readonly<Record<SignalName, PeakShape>>;

const degrees = { constant: 0, linear: 1, quadratic: 2, cubic: 3 } as const;

export function backgroundShapes(name: BackgroundName, window: Limits): readonly Shape[] {
  return name === "exponential"
    ? exponentialBackground(window)
    : polynomialBackground(degrees[name], window);
}
