/** A number before and after compression with its standard uncertainty; null where a fit has none. */
export interface ComparedPeak {
  readonly mean: number;
  readonly meanError: number | null;
  readonly width: number;
  readonly widthError: number | null;
}

/** What one model did to a fitted peak; null where a side has no peak. */
export interface ComparedFit {
  readonly label: string;
  readonly before: ComparedPeak | null;
  readonly after: ComparedPeak | null;
  /** Differences over the original's uncertainties. */
  readonly meanPull: number | null;
  readonly widthPull: number | null;
  /** 100 (after - before) / after. */
  readonly meanPercent: number | null;
  readonly widthPercent: number | null;
}

/** What one model did to a column or derived quantity. */
export interface ComparedColumn {
  readonly label: string;
  /** Root mean square of the residual in units of the original's standard deviation. */
  readonly rmsOverSigma: number;
  /** Median and half the 68 % interval of (after - before) / before, in per cent. */
  readonly responseMedian: number;
  readonly responseSigma68: number;
  /** In units of the original's standard deviation. */
  readonly wasserstein: number;
  readonly ksDistance: number;
}

/** One line of a comparison: a run, or the plain quantiser beside them. */
export interface ComparedModel {
  /** `NAME/7`, or what the plain quantiser is called. */
  readonly name: string;
  /** Folder of the run; null for the plain quantiser. */
  readonly run: string | null;
  readonly type: string;
  /** The widths of its layers in words. */
  readonly architecture: string;
  readonly parameters: number;
  /** Latents per row, and the bits per row of all that is stored without a bound (exact columns too); null without latents. */
  readonly latent: number | null;
  readonly latentBits: number | null;
  readonly seconds: {
    readonly train: number;
    readonly compress: number;
    readonly decompress: number;
  };
  /** Input bytes over all bytes of the file, the model counted; null where it cannot work without a bound. */
  readonly ratioWithoutBound: number | null;
  readonly ratioAtBound: number;
  /** Bytes of the network in the file at the bound; 0 where the file is smaller without it. */
  readonly modelBytesAtBound: number;
  /** Whether the figures below are those without a bound, or at it. */
  readonly figures: "withoutBound" | "atBound";
  readonly columns: readonly ComparedColumn[];
  readonly fits: readonly ComparedFit[];
  readonly largestCorrelationChange: {
    readonly value: number;
    readonly columns: readonly string[];
  } | null;
}

/** What `collimate compare` reports. */
export interface Comparison {
  readonly input: { readonly path: string; readonly rows: number; readonly bytes: number };
  /** The bound as a share of each column's range. */
  readonly bound: number;
  readonly models: readonly ComparedModel[];
}
