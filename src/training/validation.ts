import type { GraphRuntime, GraphSession } from "../graph/graphRuntime.js";
import type { Autoencoder } from "../models/autoencoder.js";
import { lossOnnx } from "./tracedStep.js";

const chunkRows = 4096;

/** The mean loss over fixed rows; whole chunks and the rest run in sessions of their own. */
export class Validation {
  private constructor(
    private readonly chunks: readonly {
      session: GraphSession;
      rows: Float32Array;
      count: number;
    }[],
    private readonly sessions: readonly GraphSession[],
    private readonly width: number,
  ) {}

  /** `picked` are the row numbers in `rows` (row-major, as wide as the model). */
  static async create(
    runtime: GraphRuntime,
    model: Autoencoder,
    rows: Float32Array,
    picked: Uint32Array,
  ): Promise<Validation> {
    const { width } = model;
    const sessions = new Map<number, GraphSession>();
    const chunks: { session: GraphSession; rows: Float32Array; count: number }[] = [];
    for (let from = 0; from < picked.length; from += chunkRows) {
      const count = Math.min(chunkRows, picked.length - from);
      let session = sessions.get(count);
      if (session === undefined) {
        session = await runtime.open(lossOnnx(model, count));
        sessions.set(count, session);
      }
      const chunk = new Float32Array(count * width);
      for (let i = 0; i < count; i++) {
        const row = picked[from + i];
        chunk.set(rows.subarray(row * width, (row + 1) * width), i * width);
      }
      chunks.push({ session, rows: chunk, count });
    }
    return new Validation(chunks, [...sessions.values()], width);
  }

  async loss(weights: Float32Array): Promise<number> {
    let sum = 0;
    let total = 0;
    for (const { session, rows, count } of this.chunks) {
      const { loss } = await session.run({
        weights: { data: weights, shape: [weights.length] },
        batch: { data: rows, shape: [count, this.width] },
      });
      sum += Number(loss.data[0]) * count;
      total += count;
    }
    return sum / total;
  }

  async dispose(): Promise<void> {
    for (const session of this.sessions) await session.dispose();
  }
}
