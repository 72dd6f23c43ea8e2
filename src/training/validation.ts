import type { GraphRuntime, GraphSession } from "../graph/graphRuntime.js";
import { openLoss } from "./openStep.js";
import type { Objective } from "./trainingStep.js";

/** Not many more rows than a step of training has: every session keeps the memory that it works in. */
const chunkRows = 1024;

/** Rows in batches for `Validation`; `picked` are their numbers in `rows` (row-major, `width` numbers each). */
export function validationBatches(
  rows: Float32Array,
  width: number,
  picked: Uint32Array,
): Float32Array[] {
  const batches: Float32Array[] = [];
  for (let from = 0; from < picked.length; from += chunkRows) {
    const count = Math.min(chunkRows, picked.length - from);
    const batch = new Float32Array(count * width);
    for (let i = 0; i < count; i++) {
      const row = picked[from + i];
      batch.set(rows.subarray(row * width, (row + 1) * width), i * width);
    }
    batches.push(batch);
  }
  return batches;
}

/** The mean loss over fixed rows; whole batches and the rest run in sessions of their own. */
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

  static async create(
    runtime: GraphRuntime,
    objective: Objective,
    batches: readonly Float32Array[],
  ): Promise<Validation> {
    const { width } = objective;
    const sessions = new Map<number, GraphSession>();
    const chunks: { session: GraphSession; rows: Float32Array; count: number }[] = [];
    for (const batch of batches) {
      const count = batch.length / width;
      let session = sessions.get(count);
      if (session === undefined) {
        session = await openLoss(runtime, objective, count);
        sessions.set(count, session);
      }
      chunks.push({ session, rows: batch, count });
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
