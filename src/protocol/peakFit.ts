export type SignalName = "gaussian" | "crystalBall" | "breitWignerGauss";
export type BackgroundName = "constant" | "linear" | "quadratic" | "cubic" | "exponential";

/** A fitted number; `error` is its standard uncertainty, null where it lies on a limit. */
export interface Fitted {
  readonly value: number;
  readonly error: number | null;
}

/** Why a result should not be trusted. */
export type FitTrouble = "noPeak" | "notConverged" | "atLimit" | "tooCoarse";

/** A peak over a background, fitted to the spectrum of one side. */
export interface FittedPeak {
  readonly trouble: FitTrouble | null;
  readonly mean: Fitted;
  /** Standard deviation; of a Breit–Wigner folded with a Gaussian, FWHM / 2.355. */
  readonly width: Fitted;
  /** Entries of the peak in the window. */
  readonly signal: Fitted;
  /** Entries of the background in the window. */
  readonly background: number;
  readonly parameters: readonly ({ readonly name: string } & Fitted)[];
  /** Likelihood-ratio χ², its degrees of freedom, and the probability of a larger one. */
  readonly chiSquare: number;
  readonly freedom: number;
  readonly probability: number;
  /** Expected entries per bin. */
  readonly expected: readonly number[];
  /** Expected entries in a bin about x: in all, and of the background. */
  readonly curve: {
    readonly x: readonly number[];
    readonly total: readonly number[];
    readonly background: readonly number[];
  };
}

/** The entries of one side in the window, and the peak fitted to them; null where there are too few entries. */
export interface FittedSide {
  readonly counts: readonly number[];
  /** Standard uncertainties of the counts; absent where they are √N. */
  readonly errors?: readonly number[];
  readonly peak: FittedPeak | null;
}

/** A fitted number of the decompressed side against that of the original. */
export interface FitShift {
  readonly difference: number;
  /** 100 (after − before)/after. */
  readonly percent: number;
  /** The difference over the original's uncertainty; null where that is unknown. Both sides are the same events. */
  readonly pull: number | null;
}

/** One fit of the config, before and after. */
export interface PeakFit {
  /** Name of the column or derived quantity. */
  readonly column: string;
  readonly label: string;
  readonly unit: string | null;
  readonly signal: SignalName;
  readonly background: BackgroundName;
  /** Distance of the steps that decompressed values lie on, where they lie on a grid. */
  readonly gridStep?: number;
  /** The steps are wider than the peak, or leave too few bins: the decompressed side was not fitted. */
  readonly tooCoarse?: boolean;
  /** The original in finer bins, which the steps do not allow for the decompressed side. */
  readonly finer?: { readonly binWidth: number; readonly mean: Fitted; readonly width: Fitted };
  /** Edges of equal bins in the window; on a grid each holds the same number of its steps. */
  readonly edges: readonly number[];
  readonly original: FittedSide;
  readonly decompressed: FittedSide;
  /** Null where a side has no peak. */
  readonly shift: {
    readonly mean: FitShift;
    readonly width: FitShift;
    readonly signal: FitShift;
  } | null;
}
