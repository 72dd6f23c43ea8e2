import { Worker } from "node:worker_threads";
import type { GraphSession, GraphTensor, TrainingGraphs } from "../graph/graphRuntime.js";
import { sessionOptions } from "./onnxRuntime.js";
import {
  partWorker,
  type PartWorkerAnswer,
  type PartWorkerStart,
  type PartWorkerTask,
} from "./partWorker.js";

/** The threads hold their arrays outside the heap and make little garbage. */
const smallHeap = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/**
 * Training steps with one thread for each part of a batch: inputs, outputs and results are those of the loop graph.
 * Threads that work on whole layers of their own rows wait for each other once a step; threads that share every
 * matrix product wait a hundred times.
 */
export class SharedBatchSession implements GraphSession {
  private stepsDone = 0;
  private batches: Float32Array = new Float32Array(0);
  /** Copies of pools of noise in shared memory. */
  private readonly pools = new WeakMap<Float32Array, Float32Array>();

  private constructor(
    private readonly graphs: TrainingGraphs,
    private readonly workers: readonly Worker[],
    private readonly published: Int32Array,
    private readonly state: PartWorkerStart["state"],
  ) {}

  static async open(graphs: TrainingGraphs): Promise<SharedBatchSession> {
    const { parts, width, update } = graphs;
    const state = graphs.state.map(({ name, shape }) => {
      const size = shape.reduce((product, one) => product * one, 1);
      return { name, shape, values: new Float32Array(shared(4 * size)) };
    });
    const count = parts.length;
    const published = new Int32Array(shared(4 * (count + 1)));
    const [weights] = state;
    const gradients = new Float32Array(shared(4 * 2 * count * weights.shape[0]));
    const workers = parts.map(({ rows, gradient }, index) => {
      const start: PartWorkerStart = {
        base: import.meta.url,
        sessionOptions: sessionOptions(1, "sleep"),
        index,
        count,
        published,
        gradients,
        gradientGraph: gradient,
        updateGraph: update,
        rows,
        firstRow: sum(parts.slice(0, index)),
        batchSize: sum(parts),
        width,
        records: graphs.records,
        schedules: graphs.schedules,
        noise: graphs.noise.map(({ name, pool, each, shape }) => {
          const perRow = shape.reduce((product, size) => product * size, 1);
          return each === "row"
            ? { name, pool, shape: [rows, ...shape], skip: sum(parts.slice(0, index)) * perRow }
            : { name, pool, shape, skip: 0 };
        }),
        state,
      };
      return new Worker(`(${partWorker.toString()})()`, {
        eval: true,
        workerData: start,
        resourceLimits: smallHeap,
      });
    });
    const session = new SharedBatchSession(graphs, workers, published, state);
    try {
      await Promise.all(workers.map(answerOf));
      for (const worker of workers) worker.unref();
    } catch (error) {
      await session.dispose();
      throw error;
    }
    return session;
  }

  async run(inputs: Readonly<Record<string, GraphTensor>>): Promise<Record<string, GraphTensor>> {
    for (const { name, values } of this.state) values.set(floats(inputs[`${name}.first`]));
    const steps = Number(inputs.steps.data[0]);
    const task: PartWorkerTask = {
      steps,
      before: this.stepsDone,
      batches: this.gather(inputs, steps),
      learningRates: floats(inputs["learningRate.each"]),
      schedules: this.graphs.schedules.map((name) => floats(inputs[`${name}.each`])),
      pools: Object.fromEntries(
        this.graphs.noise.map(({ pool }) => [pool, this.sharedPool(inputs[`${pool}.pool`])]),
      ),
      places: this.graphs.noise.map(({ name }) => inputs[`${name}.place`].data as BigInt64Array),
    };
    const answers = this.workers.map(answerOf);
    for (const worker of this.workers) {
      worker.ref();
      worker.postMessage(task);
    }
    const done = (await Promise.all(answers)).filter((one) => one.kind === "done");
    for (const worker of this.workers) worker.unref();
    this.stepsDone += steps;
    const outputs: Record<string, GraphTensor> = {};
    this.graphs.records.forEach((name, i) => {
      const parts = done.map(({ records }) => records[i]);
      outputs[`${name}.all`] = { data: addedUp(parts, steps), shape: [steps] };
    });
    for (const { name, shape, values } of this.state) {
      outputs[`${name}.last`] = { data: Float32Array.from(values), shape };
    }
    return outputs;
  }

  /** Lets the threads end by themselves: ending one during a native call would end the process. */
  async dispose(): Promise<void> {
    Atomics.store(this.published, this.workers.length, 1);
    await Promise.all(
      this.workers.map(
        (worker) =>
          new Promise<void>((resolve) => {
            if (worker.threadId === -1) resolve();
            worker.ref();
            worker.once("exit", () => {
              resolve();
            });
            worker.postMessage(null);
          }),
      ),
    );
  }

  private sharedPool(pool: GraphTensor): Float32Array {
    const own = floats(pool);
    let copy = this.pools.get(own);
    if (copy === undefined) {
      copy = new Float32Array(shared(own.byteLength));
      copy.set(own);
      this.pools.set(own, copy);
    }
    return copy;
  }

  /** The rows of all steps in their order, in shared memory. */
  private gather(inputs: Readonly<Record<string, GraphTensor>>, steps: number): Float32Array {
    const { width, parts } = this.graphs;
    const count = steps * sum(parts);
    if (this.batches.length < count * width) {
      this.batches = new Float32Array(shared(4 * count * width));
    }
    const rows = floats(inputs.rows);
    const order = inputs.order.data as BigInt64Array;
    const first = Number(inputs.start.data[0]);
    for (let i = 0; i < count; i++) {
      const row = Number(order[first + i]) * width;
      for (let k = 0; k < width; k++) this.batches[i * width + k] = rows[row + k];
    }
    return this.batches;
  }
}

/** The next thing that a worker says. Rejects where it failed. */
function answerOf(worker: Worker): Promise<PartWorkerAnswer> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      worker.off("message", said).off("error", broke).off("exit", left);
    };
    const said = (answer: PartWorkerAnswer): void => {
      end();
      if (answer.kind === "failed") reject(new Error(answer.message));
      else resolve(answer);
    };
    const broke = (error: unknown): void => {
      end();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const left = (): void => {
      broke("A training thread ended unexpectedly.");
    };
    worker.on("message", said).on("error", broke).on("exit", left);
  });
}

function addedUp(parts: readonly Float32Array[], steps: number): Float32Array {
  return Float32Array.from({ length: steps }, (_, step) =>
    parts.map((part) => part[step]).reduce((a, b) => Math.fround(a + b)),
  );
}

function floats({ data }: GraphTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new TypeError("Training is done in float32.");
}

function sum(parts: readonly { readonly rows: number }[]): number {
  return parts.reduce((total, { rows }) => total + rows, 0);
}

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}
