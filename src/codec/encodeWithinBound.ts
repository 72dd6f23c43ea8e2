import type { Progress } from "../data/fileAccess.js";
import type { Table } from "../data/table.js";
import type { DenseModel } from "../models/trainedModel.js";
import { chooseDecoder } from "./chooseDecoder.js";
import { countParameters } from "./countParameters.js";
import { describeLayer, readDecoder, writeDecoder } from "./decoderMember.js";
import { encodeLatents, NormalizedRows } from "./encodeLatents.js";
import type { QuantizedColumn } from "./grids/quantizeColumn.js";
import type { StoredModel } from "./header.js";
import { quantizeLatents } from "./latentGrid.js";
import { takeRows, type ModelEncoding } from "./modelEncoding.js";
import { modelRows, sampleModelRows } from "./modelRows.js";
import { findResiduals } from "./modelResiduals.js";
import { ModelTrial } from "./modelTrial.js";
import type { NetworkRunners } from "./networkRunners.js";
import { indexPredictor, isPredictable, type IndexPredictor } from "./prediction.js";
import { storedAxis } from "./storedAxis.js";

/** Lowest and highest index of each column of the table. */
export type IndexLimits = readonly (readonly [number, number])[];

/**
 * Latents, the decoder in fixed point, and what it misses of the grid indices. Steps of the latents and of the weights
 * are those with the fewest bits on a sample of rows.
 * @param columns positions of the model's columns in the table
 * @param sentinels special values of each column of the table
 * @throws UsageError where the weights are too large for exact sums
 */
export async function encodeWithinBound(
  table: Table,
  quantized: readonly QuantizedColumn[],
  limits: IndexLimits,
  model: DenseModel,
  columns: readonly number[],
  sentinels: readonly (readonly number[])[],
  networks: NetworkRunners,
  progress?: Progress,
): Promise<ModelEncoding> {
  const seen = modelRows(table.layout, table.rows, model.block);
  const normalized = new NormalizedRows(table, model, columns, sentinels, seen);
  const latents = await encodeLatents(normalized, model, networks, progress);
  const axes = model.columns.map(({ axis }) => storedAxis(axis));
  const predictors = columns.map((position, output): IndexPredictor | null => {
    const { grid } = quantized[position];
    return isPredictable(grid) ? indexPredictor(grid, axes[output], ...limits[position]) : null;
  });
  const { rows, values } = sampleModelRows(seen, model);
  const inputs = normalized.take(values);
  const taken = takeRows(latents, model.latent, rows);
  const trial = new ModelTrial(quantized, columns, predictors, values, taken);

  const choice = await chooseDecoder(
    { table, quantized, model, columns, axes, values, inputs, latents: taken },
    trial,
    networks,
  );
  const { decoder, steps, scales } = choice;
  const stored: StoredModel = {
    type: model.type,
    latent: model.latent,
    ...(model.block === undefined ? {} : { block: [...model.block] }),
    columns: [...columns],
    parameters: countParameters(model.decoder),
    latentSteps: [...steps],
    decoder: {
      kind: "fixedPoint",
      weightBits: decoder.network.weightBits,
      layers: decoder.network.layers.map(describeLayer),
    },
  };
  const bytes = writeDecoder(decoder);
  // What a reader would refuse must not be written.
  readDecoder(bytes, stored);
  const indices = quantizeLatents(latents, scales, steps);
  const residuals = await findResiduals(
    {
      quantized,
      columns,
      predictors,
      indices,
      steps,
      rows: seen,
      tableRows: table.rows,
      stored: decoder,
    },
    networks,
    progress,
  );
  return { rows: seen, latents: indices, residuals, decoder: bytes, stored };
}
