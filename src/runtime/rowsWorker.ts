import type * as onnxruntime from "onnxruntime-node";
import type { InferenceSession, Tensor } from "onnxruntime-node";

/** What a worker thread gets when it starts. */
export interface RowsWorkerStart {
  /** Where packages are found from. */
  readonly base: string;
  readonly sessionOptions: InferenceSession.SessionOptions;
}

/** Rows that several threads send through one network: each takes the next block until none is left. */
export interface RowsTask {
  /** rows x inputs, shared. */
  readonly inputs: Float32Array;
  /** rows x outputs, shared. */
  readonly outputs: Float32Array;
  readonly rows: number;
  readonly blockRows: number;
  /** How many blocks were taken, and for each whether it is finished; shared, and new for every task. */
  readonly blocks: Int32Array;
}

export type RowsWorkerRequest =
  | { readonly kind: "open"; readonly network: number; readonly model: Uint8Array }
  | { readonly kind: "run"; readonly network: number; readonly task: RowsTask }
  | { readonly kind: "close"; readonly network: number };

/**
 * The program of a worker thread that runs networks on blocks of rows. It is started from its own source text, so it
 * must not refer to anything outside itself.
 */
export function rowsWorker(): void {
  const { parentPort, ...thread } = process.getBuiltinModule("node:worker_threads");
  const { createRequire } = process.getBuiltinModule("node:module");
  const start = thread.workerData as RowsWorkerStart;
  const { InferenceSession, Tensor } = createRequire(start.base)(
    "onnxruntime-node",
  ) as typeof onnxruntime;
  const sessions = new Map<number, InferenceSession>();

  const work = async (session: InferenceSession, task: RowsTask): Promise<void> => {
    const { inputs, outputs, rows, blockRows, blocks } = task;
    const [width, outputWidth] = [inputs.length / rows, outputs.length / rows];
    const count = Math.ceil(rows / blockRows);
    // Arrays that are used again leave nothing behind for the collector.
    const tensors = (height: number): { x: Tensor; y: Tensor } => ({
      x: new Tensor("float32", new Float32Array(height * width), [height, width]),
      y: new Tensor("float32", new Float32Array(height * outputWidth), [height, outputWidth]),
    });
    let { x, y } = tensors(blockRows);
    for (;;) {
      const block = Atomics.add(blocks, 0, 1);
      if (block >= count) return;
      const from = block * blockRows;
      const height = Math.min(blockRows, rows - from);
      if (height !== y.dims[0]) ({ x, y } = tensors(height));
      (x.data as Float32Array).set(inputs.subarray(from * width, (from + height) * width));
      const results = await session.run({ x }, { y });
      outputs.set(results.y.data as Float32Array, from * outputWidth);
      Atomics.store(blocks, 1 + block, 1);
    }
  };

  const answer = async (request: RowsWorkerRequest): Promise<void> => {
    const { network } = request;
    const session = sessions.get(network);
    if (request.kind === "open") {
      sessions.set(network, await InferenceSession.create(request.model, start.sessionOptions));
    } else if (request.kind === "close") {
      sessions.delete(network);
      await session?.release();
    } else if (session !== undefined) {
      await work(session, request.task);
    }
  };

  let last = Promise.resolve();
  parentPort?.on("message", (request: RowsWorkerRequest) => {
    // Who gave a task does again what is not finished, and finds the error that is not this thread's own.
    last = last.then(() => answer(request)).catch(() => undefined);
  });
}
