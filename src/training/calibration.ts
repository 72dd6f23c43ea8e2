import type { GraphRuntime, GraphSession } from "../graph/graphRuntime.js";
import type { Autoencoder } from "../models/autoencoder.js";
import { openCalibration } from "./openStep.js";

/**
 * Measures the statistics that a model keeps among its weights (means and variances of batch normalisation) on fixed
 * rows, with the weights as they are: population statistics in place of a moving average over batches (Wu and Johnson
 * 2021, arXiv:2105.07576, section 3).
 */
export class Calibration {
  private constructor(
    private readonly session: GraphSession | null,
    private readonly batch: Float32Array,
    private readonly width: number,
  ) {}

  /** `picked` are numbers of rows in `rows` (row-major). Does nothing for models without statistics. */
  static async create(
    runtime: GraphRuntime,
    model: Autoencoder,
    rows: Float32Array,
    picked: Uint32Array,
  ): Promise<Calibration> {
    const { width } = model;
    if (model.calibrated === undefined) return new Calibration(null, new Float32Array(0), width);
    const batch = new Float32Array(picked.length * width);
    picked.forEach((row, i) => {
      batch.set(rows.subarray(row * width, (row + 1) * width), i * width);
    });
    const session = await openCalibration(runtime, model, picked.length);
    return new Calibration(session, batch, width);
  }

  /** `weights` with the statistics that they lead to. */
  async measured(weights: Float32Array): Promise<Float32Array> {
    if (this.session === null) return weights;
    const outputs = await this.session.run({
      weights: { data: weights, shape: [weights.length] },
      batch: { data: this.batch, shape: [this.batch.length / this.width, this.width] },
    });
    return outputs["weights.measured"].data as Float32Array;
  }

  async dispose(): Promise<void> {
    await this.session?.dispose();
  }
}
