import type { Progress } from "../data/fileAccess.js";
import type { StoredDecoder } from "./decoderMember.js";
import { networkRows } from "./encodeLatents.js";
import type { QuantizedColumn } from "./grids/quantizeColumn.js";
import { decoderInputs } from "./latentGrid.js";
import type { NetworkRunners } from "./networkRunners.js";
import type { IndexPredictor } from "./prediction.js";

export interface ResidualSource {
  readonly quantized: readonly QuantizedColumn[];
  readonly columns: readonly number[];
  readonly predictors: readonly (IndexPredictor | null)[];
  readonly indices: readonly Float64Array[];
  readonly steps: readonly number[];
  readonly rows: number;
  readonly stored: StoredDecoder;
}

/** By position in the table: grid indices minus the indices that the stored decoder predicts from the latents. */
export async function findResiduals(
  source: ResidualSource,
  networks: NetworkRunners,
  progress?: Progress,
): Promise<Map<number, Float64Array>> {
  const { quantized, columns, predictors, indices, steps, rows } = source;
  const residuals = new Map<number, Float64Array>();
  columns.forEach((position, output) => {
    if (predictors[output] !== null) residuals.set(position, new Float64Array(rows));
  });
  const runner = await networks.exact(source.stored.network);
  try {
    for (let from = 0; from < rows; from += networkRows) {
      progress?.signal.throwIfAborted();
      progress?.report(from / rows, "Predicting");
      const count = Math.min(networkRows, rows - from);
      const scores = await runner.run(decoderInputs(indices, steps, from, count), count);
      columns.forEach((position, output) => {
        const out = residuals.get(position);
        if (out === undefined) return;
        predictors[output]!.predict(scores, columns.length, output, out, from);
        const actual = quantized[position].planes[0];
        for (let row = from; row < from + count; row++) out[row] = actual[row] - out[row];
      });
    }
  } finally {
    await runner.dispose();
  }
  for (const [position, out] of residuals) {
    // These rows are stored in full: any residual will do.
    for (const row of quantized[position].exceptions) out[row] = 0;
  }
  return residuals;
}
