import type { Progress } from "../data/fileAccess.js";
import type { Table } from "../data/table.js";
import { denseNetworkOnnx } from "../graph/denseNetworkOnnx.js";
import type { DenseModel, NetworkLayer } from "../models/trainedModel.js";
import { encodeLatents, NormalizedRows } from "./encodeLatents.js";
import { latentSteps, sampleDecoder } from "./latentSensitivity.js";
import { countParameters } from "./countParameters.js";
import { takeRows, type ModelEncoding } from "./modelEncoding.js";
import { modelRows, sampleModelRows } from "./modelRows.js";
import type { NetworkRunners } from "./networkRunners.js";
import { roundedDecoder } from "./roundedWeights.js";

/** Mean square error that rounding the latents may add: 1 % in its root. */
export const addedMeanSquare = 1.01 ** 2 - 1;
const refinements = 4;

/** Latents alone, for tables in which no column that the model predicts has a bound. */
export async function encodeWithoutBound(
  table: Table,
  model: DenseModel,
  columns: readonly number[],
  sentinels: readonly (readonly number[])[],
  networks: NetworkRunners,
  progress?: Progress,
): Promise<ModelEncoding> {
  const rows = modelRows(table.layout, table.rows, model.block);
  const normalized = new NormalizedRows(table, model, columns, sentinels, rows);
  const latents = await encodeLatents(normalized, model, networks, progress);
  const steps = await chooseSteps(normalized, model, latents, networks);
  const decoder =
    model.block === undefined
      ? model.decoder
      : await coarseDecoder(normalized, model, latents, steps, networks);
  return {
    rows,
    latents: steps.map((step, latent) => {
      const indices = new Float64Array(rows.count);
      for (let row = 0; row < rows.count; row++) {
        indices[row] = Math.floor(latents[row * model.latent + latent] / step + 0.5) + 0;
      }
      return indices;
    }),
    residuals: new Map(),
    decoder: denseNetworkOnnx(
      decoder,
      model.columns.map(({ axis }) => axis),
      rows.places,
    ).slice(),
    stored: {
      type: model.type,
      latent: model.latent,
      ...(model.block === undefined ? {} : { block: [...model.block] }),
      columns: [...columns],
      parameters: countParameters(model.decoder),
      latentSteps: steps,
      decoder: { kind: "onnx" },
    },
  };
}

/** Arrays are small beside a decoder more often than tables: its weights count. */
async function coarseDecoder(
  normalized: NormalizedRows,
  model: DenseModel,
  latents: Float32Array,
  steps: readonly number[],
  networks: NetworkRunners,
): Promise<readonly NetworkLayer[]> {
  const { rows, values } = sampleModelRows(normalized.rows, model);
  const coded = takeRows(latents, model.latent, rows).map((value, i) => {
    const step = steps[i % steps.length];
    return Math.floor(value / step + 0.5) * step;
  });
  return roundedDecoder(model, normalized.take(values), coded, networks);
}

/** Steps in single precision, because decoder.onnx takes single-precision latents. */
async function chooseSteps(
  normalized: NormalizedRows,
  model: DenseModel,
  latents: Float32Array,
  networks: NetworkRunners,
): Promise<number[]> {
  const { rows, values } = sampleModelRows(normalized.rows, model);
  const inputs = normalized.take(values);
  const taken = takeRows(latents, model.latent, rows);
  const sample = await sampleDecoder(model, inputs, taken, networks);
  try {
    const weights = new Float64Array(model.columns.length).fill(1);
    const own = sample.errors.reduce((sum, error) => sum + error ** 2, 0) / weights.length;
    let share = addedMeanSquare;
    let steps: number[] = [];
    for (let i = 0; i < refinements; i++) {
      steps = latentSteps(sample, weights, share * own * weights.length).map((step) =>
        Math.fround(step),
      );
      const added = (await sample.meanSquare(steps)) / own - 1;
      if (added < 1.05 * addedMeanSquare && added > 0.8 * addedMeanSquare) break;
      share *= Math.min(4, Math.max(0.25, addedMeanSquare / Math.max(added, addedMeanSquare / 64)));
    }
    return steps;
  } finally {
    await sample.dispose();
  }
}
