import type { Limits, Shape } from "./peakShape.js";

/** Beyond this many e-foldings in the window a background is a peak at its edge. */
const mostFoldings = 30;

/**
 * A polynomial that is positive in the window, as the sum of Bernstein polynomials of one degree with coefficients that
 * are not negative: C(d, k) u^k (1 − u)^(d − k), u from 0 to 1 in the window. One part per coefficient.
 */
export function polynomialBackground(degree: number, window: Limits): readonly Shape[] {
  const [from, to] = window;
  return Array.from({ length: degree + 1 }, (_, k) => ({
    parameters: () => [],
    density(x: number): number {
      const u = (x - from) / (to - from);
      return Math.pow(u, k) * Math.pow(1 - u, degree - k);
    },
  }));
}

/** exp(−slope (x − from)/(to − from)): falls by `slope` e-foldings over the window, or rises where that is negative. */
export function exponentialBackground(window: Limits): readonly Shape[] {
  const [from, to] = window;
  return [
    {
      parameters: () => [{ name: "slope", limits: [-mostFoldings, mostFoldings], scale: 0.1 }],
      density: (x, values) => Math.exp((-values[0] * (x - from)) / (to - from)),
    },
  ];
}
