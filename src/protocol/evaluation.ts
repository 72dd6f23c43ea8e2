import type { PeakFit } from "./peakFit.js";

/**
 * Numbers of one side (original or decompressed) of a column. Non-finite values and sentinels are counted, not averaged:
 * entries + nan + infinite + sentinels = rows. Where events have weights, mean and std are weighted.
 */
export interface SideStatistics {
  readonly entries: number;
  readonly mean: number;
  readonly std: number;
  readonly min: number;
  readonly max: number;
  readonly nan: number;
  readonly infinite: number;
  readonly zeros: number;
  /** Values that the config names as sentinels; absent where there are none. */
  readonly sentinels?: number;
}

/**
 * Counts in bins that hold their left edge (the last one both): `edges` has one element more than `counts`. Counts +
 * underflow + overflow + non-finite = rows. Where events have weights, counts are sums of weights.
 */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
  readonly underflow: number;
  readonly overflow: number;
  /** Standard uncertainties of weighted counts, √Σw²; absent where they are √N. */
  readonly errors?: readonly number[];
}

/** Two histograms over the same edges, fixed from the original. */
export interface BeforeAfter {
  readonly edges: readonly number[];
  readonly original: Omit<Histogram, "edges">;
  readonly decompressed: Omit<Histogram, "edges">;
  /** Whether the plot should start with a logarithmic y axis. */
  readonly logY: boolean;
  /** Whether the edges grow by a constant factor. */
  readonly logX: boolean;
}

/**
 * Residual Δ = x̂ − x, wrapped to [−π, π] for angles. Rows in which either side is not finite are left out. Where events
 * have weights, mean, its error and rms are weighted; quantiles never are.
 */
export interface ResidualStatistics {
  readonly entries: number;
  readonly mean: number;
  /** Standard error of the mean. */
  readonly meanError: number;
  readonly median: number;
  readonly rms: number;
  /** Half the distance between the 16 % and the 84 % quantile. */
  readonly sigma68: number;
  /** 99.9 % quantile of |Δ|. */
  readonly q999: number;
  readonly maxAbs: number;
  /** Quantiles of Δ at 0.1, 16, 50, 84, 99.9 %. */
  readonly quantiles: readonly [number, number, number, number, number];
  /** Values that break the column's bound; null where it has none. */
  readonly outsideBound: number | null;
}

/** Response (x̂ − x)/x in per cent, for |x| above `threshold`. Where events have weights, mean and rms are weighted. */
export interface ResponseReport {
  readonly histogram: Histogram;
  readonly threshold: number;
  readonly excluded: number;
  readonly mean: number;
  readonly median: number;
  readonly rms: number;
  readonly sigma68: number;
}

/** Mean residual in quantile bins of the original; low and high are the 16 % and 84 % quantiles of Δ. */
export interface ProfileBin {
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly entries: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Counts of (original, Δ) on a grid; `counts` is row-major with Δ as rows. */
export interface Density {
  readonly xEdges: readonly number[];
  readonly yEdges: readonly number[];
  readonly counts: readonly number[];
}

/** Everything that the panel shows about one column. */
export interface ColumnEvaluation {
  readonly name: string;
  /** Short name: `as` of the config, else the name. */
  readonly label: string;
  readonly unit: string | null;
  readonly type: string;
  readonly angle: boolean;
  /** The bound in words, for example "10⁻³ of the range". */
  readonly bound: string;
  /** The bound in units of the column; null where it is relative to each value, exact, or there is none. */
  readonly absoluteBound: number | null;
  /** "none" where no bound was asked for; "relative" where it grows with the value. */
  readonly boundKind: "absolute" | "relative" | "exact" | "none";
  readonly original: SideStatistics;
  readonly decompressed: SideStatistics;
  readonly beforeAfter: BeforeAfter;
  readonly residual: Histogram;
  readonly residualStatistics: ResidualStatistics;
  readonly response: ResponseReport;
  readonly profile: readonly ProfileBin[];
  readonly density: Density;
  /**
   * Wasserstein-1 distance in units of the column, and in units of its standard deviation (of its value where the
   * original is constant, so that the number stays finite).
   */
  readonly wasserstein: number;
  readonly wassersteinOverSigma: number;
  /** Kolmogorov–Smirnov distance; no p-value, because both sides are the same rows. */
  readonly ksDistance: number;
  /** RMS of the residual in units of the original's standard deviation (of its value where that is 0). */
  readonly rmsOverSigma?: number;
  /** How a derived quantity is computed; absent for columns of the data. */
  readonly formula?: string;
}

/** Pearson correlations (weighted where events have weights), row-major, for the columns named; null where a column is constant. */
export interface CorrelationReport {
  readonly columns: readonly string[];
  readonly original: readonly (number | null)[];
  readonly decompressed: readonly (number | null)[];
  /** The correlation that changed most: by how much, and of which columns; absent where there is none. */
  readonly largestChange?: { readonly value: number; readonly columns: readonly [string, string] };
}

/** The events that a condition of the config leaves: of each side by its own values. */
export interface SelectionReport {
  readonly formula: string;
  readonly original: number;
  readonly decompressed: number;
}

/** Bytes of a compressed file by what they are for; they add up to `outputBytes`. */
export interface ByteBudget {
  readonly model: number;
  readonly data: number;
  readonly exceptions: number;
  readonly header: number;
}

export interface ColumnBytes {
  readonly name: string;
  readonly type: string;
  readonly bound: string;
  /** Null where the bound is relative to each value, exact, or there is none. */
  readonly absoluteBound: number | null;
  readonly maxError: number;
  readonly bitsPerValue: number;
  /** Values stored exactly because the grid could not hold them within the bound. */
  readonly exceptions: number;
  /** Values that come back exactly and are left out of the range. */
  readonly sentinels?: readonly number[];
  /** Whether these were found in the data, because the config named none. */
  readonly sentinelsFound?: boolean;
}

/** What `compress` reports (the command line's JSON document). */
export interface CompressionReport {
  readonly output: string;
  readonly inputBytes: number;
  /** Size of the input file on disk. */
  readonly inputFileBytes: number;
  readonly outputBytes: number;
  readonly ratio: number;
  readonly bitsPerValue: number;
  readonly rows: number;
  readonly bytes: ByteBudget;
  readonly seconds: { readonly train: number; readonly compress: number };
  readonly baselines: readonly { readonly name: string; readonly bytes: number }[];
  readonly columns: readonly ColumnBytes[];
}

/** What `verify` reports. */
export interface VerificationReport {
  readonly file: string;
  readonly bytes: number;
  readonly checksums: "intact";
  readonly rows: number;
  /** Null without an original to compare with. */
  readonly valuesChecked: number | null;
  readonly violations: number | null;
  /** The largest share of a bound that is used up, and where. */
  readonly worst: {
    readonly column: string;
    readonly row: number;
    readonly error: number;
    readonly shareOfBound: number;
  } | null;
}

/** A figure over the repeats of a training. */
export interface RepeatedFigure {
  /** Where it stands in the evaluation: `compression.ratio`, `columns.pt.residualStatistics.rms`. */
  readonly name: string;
  readonly mean: number;
  /** Standard error of the mean. */
  readonly error: number;
  /** One per repeat. */
  readonly values: readonly number[];
}

/** What training with several seeds gave. */
export interface RepeatsReport {
  readonly seeds: readonly number[];
  /** The repeat, from 1, whose model is used and evaluated in full. */
  readonly used: number;
  /** Lowest validation loss of each repeat; null where none is watched. */
  readonly losses: readonly (number | null)[];
  readonly figures: readonly RepeatedFigure[];
}

/** `evaluation.json`. */
export interface Evaluation {
  readonly format: 1;
  readonly rows: number;
  readonly columns: readonly ColumnEvaluation[];
  readonly correlations: CorrelationReport;
  /** Absent where every event is shown. */
  readonly selection?: SelectionReport;
  /** Column that holds the weights of histograms, means, widths, rms, correlations and fits. */
  readonly weight?: string;
  /** The fits that the config names. */
  readonly fits?: readonly PeakFit[];
  readonly compression: CompressionReport;
  readonly verification: VerificationReport;
  readonly seconds: { readonly compress: number; readonly decompress: number };
  /** Present where training was repeated. */
  readonly repeats?: RepeatsReport;
}
