/** Lowest and highest value that a parameter of a fit may take. */
export type Limits = readonly [low: number, high: number];

/** A parameter of a shape that is not a number of entries. */
export interface ShapeParameter {
  readonly name: string;
  readonly limits: Limits;
  /** A change of the parameter that is felt, for derivatives: about a thousandth of it is the step. */
  readonly scale: number;
}

/** A part of the spectrum whose form depends on parameters; its size is a number of entries, fitted beside them. */
export interface Shape {
  /** What there is to fit in a window with bins of one width. */
  parameters(window: Limits, binWidth: number): readonly ShapeParameter[];
  /** The shape at `x`, in any unit: it is scaled to the number of entries in the window. */
  density(x: number, values: ArrayLike<number>): number;
}

/** The form of a peak. Its first parameter is the position. */
export interface PeakShape extends Shape {
  /** The other parameters for a peak of standard deviation `width`. */
  start(width: number): readonly number[];
  /** Width of the peak: its standard deviation, or that of a Gaussian as wide at half its height. */
  width(values: ArrayLike<number>): number;
}

/** A peak is at least as wide as half a bin, and leaves three quarters of the window to the background. */
export function widthLimits(window: Limits, binWidth: number): Limits {
  return [binWidth / 2, (window[1] - window[0]) / 4];
}

export function positionParameter(window: Limits): ShapeParameter {
  return { name: "mean", limits: window, scale: (window[1] - window[0]) / 100 };
}

export function widthParameter(name: string, limits: Limits): ShapeParameter {
  return { name, limits, scale: limits[0] };
}
