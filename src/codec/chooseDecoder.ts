import type { Table } from "../data/table.js";
import { UsageError } from "../errors.js";
import type { AxisMap } from "../models/axisMap.js";
import type { DenseModel } from "../models/trainedModel.js";
import { writeDecoder, type StoredDecoder } from "./decoderMember.js";
import { addedMeanSquare } from "./encodeWithoutBound.js";
import { activationBits, sumsStayExact, toFixedPoint } from "./fixedPointNetwork.js";
import { gridCellScore } from "./gridCellScore.js";
import type { QuantizedColumn } from "./grids/quantizeColumn.js";
import { powerOfTwoScale, scaleInputs } from "./latentGrid.js";
import { latentSteps, sampleDecoder, type DecoderSample } from "./latentSensitivity.js";
import type { RowSample } from "./modelEncoding.js";
import type { ModelTrial } from "./modelTrial.js";
import type { NetworkRunners } from "./networkRunners.js";
import { searchDownhill } from "./searchDownhill.js";

/** Weights are tried on grids of 2^-3 ... 2^-12; latents are first chosen with 2^-10. */
const weightBitsRange = [3, 12] as const;
const firstWeightBits = 10;
const likelyWeightBits = 6;
/** Rounding of the latents is tried to add 4^-6 ... 4^3 of the mean square error that decoder and grids have. */
const shareRange = [-6, 3] as const;
const likelyShare = -1;

/** What the choice is made from: a sample of the model's rows, seen by model and grids. */
export interface DecoderChoiceSource {
  readonly table: Table;
  readonly quantized: readonly QuantizedColumn[];
  readonly model: DenseModel;
  /** Positions of the model's columns in the table. */
  readonly columns: readonly number[];
  readonly axes: readonly AxisMap[];
  /** The table's rows that the sample holds. */
  readonly values: RowSample;
  /** values x columns, normalised. */
  readonly inputs: Float32Array;
  /** rows x latents. */
  readonly latents: Float32Array;
}

export interface ChosenDecoder {
  readonly decoder: StoredDecoder;
  /** Factors of the latents in front of the fixed-point decoder, powers of two. */
  readonly scales: readonly number[];
  /** Steps of the scaled latents, in units of 2^-10. */
  readonly steps: readonly number[];
}

/**
 * The steps of the latents, then the grid of the weights, with the fewest bits on the sample, the decoder's own bytes
 * included in proportion.
 * @throws UsageError where the weights are too large for exact sums
 */
export async function chooseDecoder(
  source: DecoderChoiceSource,
  trial: ModelTrial,
  networks: NetworkRunners,
): Promise<ChosenDecoder> {
  const { model, axes, values, table } = source;
  const sample = await sampleDecoder(model, source.inputs, source.latents, networks);
  await sample.dispose();
  const scales = Array.from(sample.latentSizes, powerOfTwoScale);
  const layers = scaleInputs(model.decoder, scales);
  const build = (weightBits: number): StoredDecoder | null => {
    const network = toFixedPoint(layers, weightBits);
    return sumsStayExact(network) ? { network, axes } : null;
  };
  const bits = async (decoder: StoredDecoder, steps: readonly number[]): Promise<number> => {
    const runner = await networks.exact(decoder.network);
    try {
      return await trial.bits(runner, scales, steps);
    } finally {
      await runner.dispose();
    }
  };
  const probe = finestDecoder(build);
  const stepsOf = stepsByShare(source, sample, scales);
  const share = await searchDownhill(likelyShare, shareRange, (exponent) =>
    bits(probe, stepsOf(exponent)),
  );
  const steps = stepsOf(share);
  // Bits say nothing about columns without a bound: those get weights as fine as they can be.
  if (hasUnbounded(source)) return { decoder: probe, scales, steps };
  const weightBits = await searchDownhill(
    Math.min(likelyWeightBits, probe.network.weightBits),
    weightBitsRange,
    async (candidateBits) => {
      const candidate = build(candidateBits);
      if (candidate === null) return Infinity;
      const dataBits = ((await bits(candidate, steps)) * table.rows) / values.count;
      return dataBits + 8 * writeDecoder(candidate).length;
    },
  );
  return { decoder: build(weightBits) ?? probe, scales, steps };
}

function hasUnbounded({ quantized, columns }: DecoderChoiceSource): boolean {
  return columns.some((position) => quantized[position].grid.kind === "prediction");
}

function finestDecoder(build: (weightBits: number) => StoredDecoder | null): StoredDecoder {
  for (let bits = firstWeightBits; bits >= weightBitsRange[0]; bits--) {
    const decoder = build(bits);
    if (decoder !== null) return decoder;
  }
  throw new UsageError(
    "The trained decoder has weights too large for exact fixed-point sums: train it again, with a lower learning rate or more rows.",
  );
}

/** Steps of the scaled latents for which rounding adds 4^exponent of the error that decoder and grids have. */
function stepsByShare(
  source: DecoderChoiceSource,
  sample: DecoderSample,
  scales: readonly number[],
): (exponent: number) => number[] {
  const { quantized, model, columns, values } = source;
  // An error well below the grid's own counts no more.
  const relative = sample.errors.map((error, output) => {
    const { grid, column } = quantized[columns[output]];
    const cell = gridCellScore(grid, column, model.columns[output].axis, values);
    return 1 / (error ** 2 + cell ** 2 / 12);
  });
  // Columns without a bound have the latents alone: no coarser than for a file without any bound.
  const unbounded = hasUnbounded(source);
  const own = sample.errors.reduce((sum, error) => sum + error ** 2, 0);
  const equal = sample.errors.map(() => 1);
  const finest = latentSteps(sample, equal, addedMeanSquare * own);
  return (exponent) =>
    latentSteps(sample, relative, 4 ** exponent * columns.length).map((step, latent) => {
      const used = unbounded ? Math.min(step, finest[latent]) : step;
      return Math.max(1, Math.floor(used * scales[latent] * 2 ** activationBits + 0.5));
    });
}
