import type * as onnxruntime from "onnxruntime-node";
import type { InferenceSession, Tensor } from "onnxruntime-node";

/** What a worker thread gets when it starts. */
export interface PartWorkerStart {
  /** Where packages are found from. */
  readonly base: string;
  readonly sessionOptions: InferenceSession.SessionOptions;
  /** The number of this worker, of `count`. */
  readonly index: number;
  readonly count: number;
  /** Steps published by each worker, and after these a flag that ends all waiting. */
  readonly published: Int32Array;
  /** Gradients by worker and by parity of the step: a slot is rewritten only when nobody reads it any more. */
  readonly gradients: Float32Array;
  readonly gradientGraph: Uint8Array;
  readonly updateGraph: Uint8Array;
  readonly rows: number;
  /** Row of the batch at which this worker's part begins. */
  readonly firstRow: number;
  readonly batchSize: number;
  readonly width: number;
  /** The scalars that the gradient graph records, the loss first. */
  readonly records: readonly string[];
  readonly schedules: readonly string[];
  /** Windows of pools: the part's share of each begins after `skip` numbers. */
  readonly noise: readonly {
    readonly name: string;
    readonly pool: string;
    readonly shape: readonly number[];
    readonly skip: number;
  }[];
  /** What is carried from step to step, in shared memory: read when a task begins, written by worker 0 when it ends. */
  readonly state: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly values: Float32Array;
  }[];
}

/** A number of steps to do. */
export interface PartWorkerTask {
  readonly steps: number;
  /** Steps published before this task. */
  readonly before: number;
  /** steps x batchSize x width, shared. */
  readonly batches: Float32Array;
  readonly learningRates: Float32Array;
  /** One number per step for each of the schedules. */
  readonly schedules: readonly Float32Array[];
  /** Shared. */
  readonly pools: Readonly<Record<string, Float32Array>>;
  /** Where each window of noise begins in its pool, for every step. */
  readonly places: readonly BigInt64Array[];
}

export type PartWorkerAnswer =
  | { readonly kind: "ready" }
  | {
      readonly kind: "done";
      /** This part's share of what every step records. */
      readonly records: readonly Float32Array[];
    }
  | { readonly kind: "failed"; readonly message: string };

/**
 * The program of a worker thread that computes the gradient of its part of every batch, exchanges it with the other
 * workers through shared memory, and applies the sum to its own copy of the state. It is started from its own source
 * text, so it must not refer to anything outside itself.
 */
export function partWorker(): void {
  const { parentPort, ...thread } = process.getBuiltinModule("node:worker_threads");
  const { createRequire } = process.getBuiltinModule("node:module");
  const start = thread.workerData as PartWorkerStart;
  const { index, count, published, gradients, rows, width, batchSize, state } = start;
  const { InferenceSession, Tensor } = createRequire(start.base)(
    "onnxruntime-node",
  ) as typeof onnxruntime;
  const parameters = gradients.length / (2 * count);
  /** Looks at a number this often before going to sleep over it. */
  const patience = 20_000;

  /** Every call leaves native handles behind that the collector, which sees a small heap, would let grow to megabytes. */
  const stepsBetweenCollections = 8;
  const tasksBetweenFullCollections = 8;
  let tasks = 0;
  process.getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  const collect = process.getBuiltinModule("node:vm").runInNewContext("gc") as (options?: {
    type: "minor";
  }) => void;

  const answer = (message: PartWorkerAnswer): void => {
    parentPort?.postMessage(message);
  };
  const failed = (error: unknown): void => {
    Atomics.store(published, count, 1);
    for (let i = 0; i < count; i++) Atomics.notify(published, i);
    answer({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  };
  const slot = (worker: number, step: number): Float32Array => {
    const at = (worker * 2 + (step % 2)) * parameters;
    return gradients.subarray(at, at + parameters);
  };
  const waitFor = (worker: number, steps: number): void => {
    for (let looks = 0; Atomics.load(published, worker) < steps; looks++) {
      if (Atomics.load(published, count) !== 0) throw new Error("Another thread failed.");
      const seen = Atomics.load(published, worker);
      if (looks > patience && seen < steps) Atomics.wait(published, worker, seen, 1000);
    }
  };

  const prepare = async (): Promise<(task: PartWorkerTask) => Promise<void>> => {
    const gradientSession = await InferenceSession.create(
      start.gradientGraph,
      start.sessionOptions,
    );
    const updateSession = await InferenceSession.create(start.updateGraph, start.sessionOptions);
    const tensor = (data: Float32Array, shape: readonly number[]): Tensor =>
      new Tensor("float32", data, shape);
    const zeros = (shape: readonly number[]): Float32Array =>
      new Float32Array(shape.reduce((product, size) => product * size, 1));
    const batch = zeros([rows, width]);
    const batchTensor = tensor(batch, [rows, width]);
    const others = Array.from({ length: count }, () => zeros([parameters]));
    const feeds: Record<string, Tensor> = {};
    others.forEach((data, i) => {
      feeds[`gradient.${String(i)}`] = tensor(data, [parameters]);
    });
    const rate = zeros([]);
    feeds.learningRate = tensor(rate, []);

    // Results go into arrays that are used again, the state into two sets by turns.
    const sets = [0, 1].map(() => state.map(({ shape }) => tensor(zeros(shape), shape)));
    const gradient = tensor(zeros([parameters]), [parameters]);
    const recorded = start.records.map(() => tensor(zeros([]), []));
    const own: Record<string, Tensor> = { gradient };
    start.records.forEach((name, i) => (own[name] = recorded[i]));
    feeds[`gradient.${String(index)}`] = gradient;
    const taken: Record<string, Tensor> = { batch: batchTensor };
    const schedules = start.schedules.map((name) => (taken[name] = tensor(zeros([]), [])));
    const noise = start.noise.map(({ name, shape }) => (taken[name] = tensor(zeros(shape), shape)));
    const numbers = (values: Tensor): Float32Array => values.data as Float32Array;

    return async (task) => {
      let [present, next] = sets;
      state.forEach(({ values }, i) => {
        numbers(present[i]).set(values);
      });
      const records = recorded.map(() => new Float32Array(task.steps));
      for (let step = 0; step < task.steps; step++) {
        const from = (step * batchSize + start.firstRow) * width;
        batch.set(task.batches.subarray(from, from + rows * width));
        schedules.forEach((one, i) => (numbers(one)[0] = task.schedules[i][step]));
        start.noise.forEach(({ pool, skip }, i) => {
          const window = numbers(noise[i]);
          const first = Number(task.places[i][step]) + skip;
          window.set(task.pools[pool].subarray(first, first + window.length));
        });
        taken.weights = present[0];
        await gradientSession.run(taken, own);
        recorded.forEach((one, i) => (records[i][step] = numbers(one)[0]));
        const number = task.before + step;
        slot(index, number).set(numbers(gradient));
        Atomics.store(published, index, number + 1);
        Atomics.notify(published, index);
        for (let other = 0; other < count; other++) {
          if (other === index) continue;
          waitFor(other, number + 1);
          others[other].set(slot(other, number));
        }
        rate[0] = task.learningRates[step];
        const after: Record<string, Tensor> = {};
        state.forEach(({ name }, i) => {
          feeds[`${name}.first`] = present[i];
          after[`${name}.last`] = next[i];
        });
        await updateSession.run(feeds, after);
        [present, next] = [next, present];
        if (step % stepsBetweenCollections === 0) collect({ type: "minor" });
      }
      if (index === 0) {
        state.forEach(({ values }, i) => {
          values.set(numbers(present[i]));
        });
      }
      answer({ kind: "done", records });
      if (++tasks % tasksBetweenFullCollections === 0) collect();
    };
  };

  prepare().then((run) => {
    parentPort?.on("message", (task: PartWorkerTask | null) => {
      if (task === null) parentPort.close();
      else run(task).catch(failed);
    });
    answer({ kind: "ready" });
  }, failed);
}
