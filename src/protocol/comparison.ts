import type { FitTrouble } from "./peakFit.js";

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
  /** Why one of the two fits should not be trusted; null where both can be. */
  readonly trouble: FitTrouble | null;
  readonly before: ComparedPeak | null;
  readonly after: ComparedPeak | null;
  /** Differences over the original's uncertainties. */
  readonly meanPull: number | null;
  readonly widthPull: number | null;
  /** 100 (after - before) / after. */
  readonly meanPercent: number | null;
  readonly widthPercent: number | null;
}

/** What one model did to a column or derived quantity; null where a figure is not defined, as the spread of a constant. */
export interface ComparedColumn {
  readonly label: string;
  /** Root mean square of the residual in units of the original's standard deviation. */
  readonly rmsOverSigma: number | null;
  /** Median and half the 68 % interval of (after - before) / before, in per cent. */
  readonly responseMedian: number | null;
  readonly responseSigma68: number | null;
  /** In units of the original's standard deviation. */
  readonly wasserstein: number | null;
  readonly ksDistance: number | null;
}

/** The bins of a column's plots under one model. Under- and overflow are left out. */
export interface ComparedPlots {
  readonly label: string;
  readonly unit: string | null;
  /** Entries before and after over edges that are fixed from the original. */
  readonly entries: {
    readonly edges: readonly number[];
    readonly original: readonly number[];
    readonly decompressed: readonly number[];
    readonly logX: boolean;
    readonly logY: boolean;
  };
  /** Residuals over edges of this model's own. */
  readonly residual: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

/** What one model made of the input: without a bound, or at one. */
export interface ComparedFigures {
  /** Input bytes over all bytes of the file, the model counted. */
  readonly ratio: number;
  /** Bytes of the network in the file; 0 where the file is smaller without it. */
  readonly modelBytes: number;
  readonly compressSeconds: number;
  readonly decompressSeconds: number;
  readonly columns: readonly ComparedColumn[];
  readonly fits: readonly ComparedFit[];
  readonly largestCorrelationChange: {
    readonly value: number;
    readonly columns: readonly string[];
  } | null;
  /** Where they were asked for; of a repeated training those of the repeat that is used. */
  readonly plots?: readonly ComparedPlots[];
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
  readonly trainSeconds: number;
  /** Null for a model that needs a bound. */
  readonly withoutBound: ComparedFigures | null;
  readonly atBound: ComparedFigures;
  /** Where training was repeated, every number above is the mean over its seeds; absent elsewhere. */
  readonly repeats?: {
    readonly seeds: readonly number[];
    /** Standard errors of the means by the names of `comparedFigures`. */
    readonly errors: Readonly<Record<string, number>>;
  };
}

/** What `collimate compare` reports. */
export interface Comparison {
  readonly input: { readonly path: string; readonly rows: number; readonly bytes: number };
  /** The bound as a share of each column's range. */
  readonly bound: number;
  readonly models: readonly ComparedModel[];
}

export type FigureSet = "withoutBound" | "atBound";
export const figureSets: readonly FigureSet[] = ["withoutBound", "atBound"];

/** Figures of a column, in the order of tables. */
export const columnFigures = [
  "rmsOverSigma",
  "responseMedian",
  "responseSigma68",
  "wasserstein",
  "ksDistance",
] as const satisfies readonly (keyof ComparedColumn)[];
export type ColumnFigure = (typeof columnFigures)[number];

/** Every number of a model by a name such as `atBound.fits.mass.after.mean`; null where there is none. */
export function comparedFigures(model: ComparedModel): Map<string, number | null> {
  const { parameters, latent, latentBits, trainSeconds } = model;
  const found = new Map<string, number | null>(
    Object.entries({ parameters, latent, latentBits, trainSeconds }),
  );
  for (const set of figureSets) {
    for (const [name, value] of figuresOf(model[set])) found.set(`${set}.${name}`, value);
  }
  return found;
}

function figuresOf(figures: ComparedFigures | null): [string, number | null][] {
  if (figures === null) return [];
  const { ratio, modelBytes, compressSeconds, decompressSeconds } = figures;
  return [
    ...Object.entries({ ratio, modelBytes, compressSeconds, decompressSeconds }),
    ["largestCorrelationChange", figures.largestCorrelationChange?.value ?? null],
    ...figures.columns.flatMap((column) =>
      columnFigures.map((key): [string, number | null] => [
        `columns.${column.label}.${key}`,
        column[key],
      ]),
    ),
    ...figures.fits.flatMap(({ label, trouble, before, after, ...shifts }) => [
      [`fits.${label}.trusted`, trouble === null ? 1 : 0] satisfies [string, number],
      ...peakFigures(`fits.${label}.before`, before),
      ...peakFigures(`fits.${label}.after`, after),
      ...Object.entries(shifts).map(([key, value]): [string, number | null] => [
        `fits.${label}.${key}`,
        value,
      ]),
    ]),
  ];
}

function peakFigures(name: string, peak: ComparedPeak | null): [string, number | null][] {
  return (["mean", "meanError", "width", "widthError"] as const).map((key) => [
    `${name}.${key}`,
    peak?.[key] ?? null,
  ]);
}
