import type {
  ComparedFigures,
  ComparedModel,
  Comparison,
} from "../../../src/protocol/comparison.js";
import type { ComparedRun } from "../../../src/protocol/comparisonPanelMessages.js";
import type { RunRecord } from "../../../src/protocol/runRecord.js";
import { rows, smallMetrics, smallRecord } from "./smallRun.js";

/** Figures of two columns and a fit, all numbers told apart by `scale`. */
export function smallFigures(
  scale: number,
  changes: Partial<ComparedFigures> = {},
): ComparedFigures {
  const column = (label: string, size: number) => ({
    label,
    rmsOverSigma: size * scale,
    responseMedian: -0.25 * scale,
    responseSigma68: 2 * scale,
    wasserstein: 0.01 * scale,
    ksDistance: 0.02 * scale,
  });
  return {
    ratio: 4 / scale,
    modelBytes: 500,
    compressSeconds: 0.5 * scale,
    decompressSeconds: 0.25 * scale,
    columns: [column("pt", 0.1), { ...column("flat", 0.2), rmsOverSigma: null }],
    fits: [
      {
        label: "mass",
        trouble: null,
        before: { mean: 174.1, meanError: 0.2, width: 7, widthError: 0.25 },
        after: { mean: 174.1 + scale, meanError: 0.3, width: 7.5, widthError: 0.3 },
        meanPull: 5 * scale,
        widthPull: 2,
        meanPercent: 0.5 * scale,
        widthPercent: 7,
      },
    ],
    largestCorrelationChange: { value: 0.05 * scale, columns: ["pt", "flat"] },
    ...changes,
  };
}

export function smallModel(
  name: string,
  scale: number,
  changes: Partial<ComparedModel> = {},
): ComparedModel {
  return {
    name,
    run: `/runs/${name}`,
    type: "dense",
    architecture: "200-100-50-4",
    parameters: 54312,
    latent: 4,
    latentBits: 23.4,
    trainSeconds: 5 * scale,
    withoutBound: smallFigures(scale),
    atBound: smallFigures(scale, { ratio: 3 / scale, fits: [] }),
    ...changes,
  };
}

/** A dense model, a masked one, a repeated one that is better, and the plain grid. */
export function smallComparison(): Comparison {
  return {
    input: { path: "jets.npz", rows, bytes: 12000 },
    bound: 1e-3,
    models: [
      smallModel("dense/1", 1),
      smallModel("masked/2", 0.25, {
        type: "masked",
        latent: null,
        latentBits: null,
        withoutBound: null,
      }),
      smallModel("repeated/3", 0.5, {
        repeats: {
          seeds: [1, 2, 3],
          errors: { "withoutBound.ratio": 0.125, "withoutBound.fits.mass.after.mean": 0.75 },
        },
      }),
      smallModel("grid + entropy coder", 1, {
        run: null,
        type: "plain",
        architecture: "no network",
        parameters: 0,
        latent: null,
        latentBits: null,
        withoutBound: null,
      }),
    ],
  };
}

/** The runs of it; the one at `broken` has a validation loss that is no number, as JSON tells it. */
export function smallComparedRuns(broken = -1): ComparedRun[] {
  const run = (
    name: string,
    number: number,
    changes: Partial<RunRecord>,
    settings: Record<string, string>,
  ): ComparedRun => ({
    key: `/runs/${name}/${number}`,
    record: smallRecord({ name, number, ...changes }),
    state: "finished",
    metrics: smallMetrics.map((one, place) =>
      number === broken && place === 3 ? { ...one, loss: null as unknown as number } : one,
    ),
    settings: { input: '"jets.npz"', ...settings },
  });
  const masked = { type: "masked", parameters: 2124, latent: 0, networks: 8 };
  return [
    run("dense", 1, {}, { "model.type": '"dense"', "training.epochs": "4" }),
    run("masked", 2, { model: masked }, { "model.type": '"masked"', "training.epochs": "4" }),
    run("repeated", 3, {}, { "model.type": '"dense"', "training.epochs": "9" }),
  ];
}
