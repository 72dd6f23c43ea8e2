import { estimateBits } from "./entropy/estimateBits.js";
import type { ExactNetwork } from "./networkRunners.js";
import type { QuantizedColumn } from "./grids/quantizeColumn.js";
import { decoderInputs, quantizeLatents } from "./latentGrid.js";
import type { RowSample } from "./modelEncoding.js";
import type { IndexPredictor } from "./prediction.js";

/** Measures the bits of a sample of rows for settings of the decoder and the latents. */
export class ModelTrial {
  constructor(
    private readonly quantized: readonly QuantizedColumn[],
    private readonly columns: readonly number[],
    private readonly predictors: readonly (IndexPredictor | null)[],
    /** The table's rows that the sample holds. */
    private readonly values: RowSample,
    private readonly latents: Float32Array,
  ) {}

  /** Bits of latents and residuals of the sample. @param scales factors of the latents before rounding */
  async bits(
    runner: ExactNetwork,
    scales: readonly number[],
    steps: readonly number[],
  ): Promise<number> {
    const { count, at } = this.values;
    const rows = this.latents.length / steps.length;
    const width = this.columns.length;
    const indices = quantizeLatents(this.latents, scales, steps);
    let bits = 0;
    for (const values of indices) bits += estimateBits(values);
    const scores = await runner.run(decoderInputs(indices, steps, 0, rows), rows);
    const predicted = new Float64Array(count);
    for (let output = 0; output < width; output++) {
      const column = this.quantized[this.columns[output]];
      const predictor = this.predictors[output];
      if (predictor === null) continue;
      predictor.predict(scores, width, output, predicted, 0);
      const misses = new Float64Array(count);
      let used = 0;
      for (let i = 0; i < count; i++) {
        if (column.atomOf !== null && column.atomOf[at(i)] > 0) continue;
        misses[used++] = column.planes[0][at(i)] - predicted[i];
      }
      bits += estimateBits(misses.subarray(0, used));
    }
    return bits;
  }
}
