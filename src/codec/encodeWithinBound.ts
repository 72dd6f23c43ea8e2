import type { Progress } from "../data/fileAccess.js";
import type { Table } from "../data/table.js";
import { UsageError } from "../errors.js";
import type { TrainedModel } from "../models/trainedModel.js";
import { countParameters } from "./countParameters.js";
import { readDecoder, writeDecoder, type StoredDecoder } from "./decoderMember.js";
import { encodeLatents, NormalizedRows } from "./encodeLatents.js";
import { addedMeanSquare } from "./encodeWithoutBound.js";
import { activationBits, sumsStayExact, toFixedPoint } from "./fixedPointNetwork.js";
import { FixedPointRunner } from "./fixedPointRunner.js";
import type { QuantizedColumn } from "./grids/quantizeColumn.js";
import type { StoredModel } from "./header.js";
import { latentSteps, sampleDecoder } from "./latentSensitivity.js";
import { powerOfTwoScale, quantizeLatents, scaleInputs } from "./latentGrid.js";
import { sampleRows, takeRows, type ModelEncoding } from "./modelEncoding.js";
import { findResiduals } from "./modelResiduals.js";
import { ModelTrial } from "./modelTrial.js";
import type { NetworkRunners } from "./networkRunners.js";
import { indexPredictor, isPredictable, type IndexPredictor } from "./prediction.js";
import { searchDownhill } from "./searchDownhill.js";
import { storedAxis } from "./storedAxis.js";

const sampleSize = 4096;
/** Weights are tried on grids of 2^-5 ... 2^-12; latents are first chosen with 2^-10. */
const weightBitsRange = [5, 12] as const;
const firstWeightBits = 10;
/** Rounding of the latents is tried to add 4^-6 ... 4^3 of the decoder's own mean square error. */
const shareRange = [-6, 3] as const;

/** Lowest and highest index of each column of the table. */
export type IndexLimits = readonly (readonly [number, number])[];

/**
 * Latents, the decoder in fixed point, and what it misses of the grid indices. Steps of the latents and of the weights
 * are those with the fewest bits on a sample of rows.
 * @param columns positions of the model's columns in the table
 * @throws UsageError where the weights are too large for exact sums
 */
export async function encodeWithinBound(
  table: Table,
  quantized: readonly QuantizedColumn[],
  limits: IndexLimits,
  model: TrainedModel,
  columns: readonly number[],
  networks: NetworkRunners,
  progress?: Progress,
): Promise<ModelEncoding> {
  const normalized = new NormalizedRows(table, model, columns);
  const latents = await encodeLatents(table.rows, normalized, model, networks, progress);
  const axes = model.columns.map(({ axis }) => storedAxis(axis));
  const predictors = columns.map((position, output): IndexPredictor | null => {
    const { grid } = quantized[position];
    return isPredictable(grid) ? indexPredictor(grid, axes[output], ...limits[position]) : null;
  });
  const rows = sampleRows(table, sampleSize);
  const inputs = normalized.take(rows.count, rows.at);
  const taken = takeRows(latents, model.latent, rows);
  const trial = new ModelTrial(quantized, columns, predictors, rows, taken);

  const sample = await sampleDecoder(model, inputs, taken, networks);
  const scales = Array.from(sample.latentSizes, powerOfTwoScale);
  const decoder = scaleInputs(model.decoder, scales);
  const unbounded = columns.some((position) => quantized[position].grid.kind === "prediction");
  const equal = sample.errors.map(() => 1);
  const relative = sample.errors.map((error) => 1 / error ** 2);
  const finest = latentSteps(sample, equal, addedMeanSquare);
  await sample.dispose();
  const stepsFor = (exponent: number): number[] =>
    latentSteps(sample, relative, 4 ** exponent).map((step, latent) => {
      // Columns without a bound have the latents alone: no coarser than for a file without any bound.
      const used = unbounded ? Math.min(step, finest[latent]) : step;
      return Math.max(1, Math.floor(used * scales[latent] * 2 ** activationBits + 0.5));
    });

  const build = (weightBits: number): StoredDecoder | null => {
    const network = toFixedPoint(decoder, weightBits);
    return sumsStayExact(network) ? { network, axes } : null;
  };
  let probe: StoredDecoder | null = null;
  for (let bits = firstWeightBits; probe === null && bits >= weightBitsRange[0]; bits--) {
    probe = build(bits);
  }
  if (probe === null) {
    throw new UsageError(
      "The trained decoder has weights too large for exact fixed-point sums: train it again, with a lower learning rate or more rows.",
    );
  }
  const runner = await FixedPointRunner.create(probe.network, networks);
  const share = await searchDownhill(-1, shareRange, (exponent) =>
    trial.bits(runner, scales, stepsFor(exponent)),
  );
  await runner.dispose();
  const steps = stepsFor(share);
  const weightBits = await searchDownhill(
    Math.min(8, probe.network.weightBits),
    weightBitsRange,
    async (bits) => {
      const candidate = build(bits);
      if (candidate === null) return Infinity;
      const candidateRunner = await FixedPointRunner.create(candidate.network, networks);
      const sampleBits = await trial.bits(candidateRunner, scales, steps);
      await candidateRunner.dispose();
      return (sampleBits * table.rows) / rows.count + 8 * writeDecoder(candidate).length;
    },
  );
  const chosen = build(weightBits)!;
  const stored: StoredModel = {
    type: model.type,
    latent: model.latent,
    columns: [...columns],
    parameters: countParameters(model.decoder),
    latentSteps: steps,
    decoder: {
      kind: "fixedPoint",
      weightBits,
      layers: chosen.network.layers.map(({ inputs, outputs, activation }) => ({
        inputs,
        outputs,
        activation,
      })),
    },
  };
  const bytes = writeDecoder(chosen);
  // What a reader would refuse must not be written.
  readDecoder(bytes, stored);
  const indices = quantizeLatents(latents, scales, steps);
  const residuals = await findResiduals(
    { quantized, columns, predictors, indices, steps, rows: table.rows, stored: chosen },
    networks,
    progress,
  );
  return { latents: indices, residuals, decoder: bytes, stored };
}
