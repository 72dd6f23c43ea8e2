import type { Progress } from "../data/fileAccess.js";
import type { StoredDecoder } from "./decoderMember.js";
import { decodeRows } from "./decodeRows.js";
import type { QuantizedColumn } from "./grids/quantizeColumn.js";
import type { ModelRows } from "./modelRows.js";
import type { NetworkRunners } from "./networkRunners.js";
import type { IndexPredictor } from "./prediction.js";

export interface ResidualSource {
  readonly quantized: readonly QuantizedColumn[];
  readonly columns: readonly number[];
  readonly predictors: readonly (IndexPredictor | null)[];
  readonly indices: readonly Float64Array[];
  readonly steps: readonly number[];
  readonly rows: ModelRows;
  /** Rows of the table. */
  readonly tableRows: number;
  readonly stored: StoredDecoder;
}

/** By position in the table: grid indices minus the indices that the stored decoder predicts from the latents. */
export async function findResiduals(
  source: ResidualSource,
  networks: NetworkRunners,
  progress?: Progress,
): Promise<Map<number, Float64Array>> {
  const { quantized, columns, predictors, indices, steps, rows, tableRows } = source;
  const residuals = new Map<number, Float64Array>();
  columns.forEach((position, output) => {
    if (predictors[output] !== null) residuals.set(position, new Float64Array(tableRows));
  });
  const { network } = source.stored;
  const runner = await networks.exact(network);
  try {
    await decodeRows(
      rows,
      indices,
      steps,
      columns.length,
      network,
      runner,
      (scores, { start, end }) => {
        progress?.signal.throwIfAborted();
        progress?.report(start / tableRows, "Predicting");
        columns.forEach((position, output) => {
          const out = residuals.get(position);
          if (out === undefined) return;
          predictors[output]!.predict(scores, columns.length, output, out, start);
          const actual = quantized[position].planes[0];
          for (let row = start; row < end; row++) out[row] = actual[row] - out[row];
        });
      },
    );
  } finally {
    await runner.dispose();
  }
  for (const [position, out] of residuals) {
    // These rows are stored in full: any residual will do.
    for (const row of quantized[position].exceptions) out[row] = 0;
  }
  return residuals;
}
