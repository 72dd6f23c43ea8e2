import type * as onnxruntime from "onnxruntime-node";
import type { InferenceSession, Tensor } from "onnxruntime-node";
import type { GraphData, GraphTensor } from "../graph/graphRuntime.js";

/** What a worker thread gets when it starts. */
export interface SessionWorkerStart {
  /** Where packages are found from. */
  readonly base: string;
}

export interface WorkerTensor extends GraphTensor {
  /** Tells one shared buffer from the next; null for data that came by copy. */
  readonly buffer: number | null;
}

export type SessionWorkerTask =
  | {
      readonly task: number;
      readonly kind: "open";
      readonly session: number;
      readonly model: Uint8Array;
      readonly options: InferenceSession.SessionOptions;
    }
  | {
      readonly task: number;
      readonly kind: "run";
      readonly session: number;
      readonly inputs: Readonly<Record<string, WorkerTensor>>;
    }
  | { readonly task: number; readonly kind: "close"; readonly session: number };

export interface SessionWorkerAnswer {
  readonly task: number;
  readonly outputs?: Record<string, GraphTensor>;
  readonly failed?: string;
}

/**
 * The program of a worker thread that holds ONNX sessions and runs them one after the other; it ends with the message
 * null. It is started from its own source text, so it must not refer to anything outside itself.
 */
export function sessionWorker(): void {
  const { parentPort, ...thread } = process.getBuiltinModule("node:worker_threads");
  const { createRequire } = process.getBuiltinModule("node:module");
  const start = thread.workerData as SessionWorkerStart;
  const runtime = createRequire(start.base)("onnxruntime-node") as typeof onnxruntime;
  const sessions = new Map<number, InferenceSession>();
  /** The runtime takes no shared memory: of each input that is shared, this thread's own copy. */
  const copies = new Map<string, { buffer: number; data: GraphData }>();

  const ownData = (name: string, { data, buffer }: WorkerTensor): GraphData => {
    if (buffer === null) return data;
    const known = copies.get(name);
    if (known?.buffer === buffer) return known.data;
    const copy = data.slice();
    copies.set(name, { buffer, data: copy });
    return copy;
  };
  const tensor = (name: string, input: WorkerTensor): Tensor => {
    const data = ownData(name, input);
    if (data instanceof Float32Array) return new runtime.Tensor("float32", data, input.shape);
    if (data instanceof Float64Array) return new runtime.Tensor("float64", data, input.shape);
    return new runtime.Tensor("int64", data, input.shape);
  };
  const work = async (message: SessionWorkerTask): Promise<Omit<SessionWorkerAnswer, "task">> => {
    if (message.kind === "open") {
      const session = await runtime.InferenceSession.create(message.model, message.options);
      sessions.set(message.session, session);
      return {};
    }
    const session = sessions.get(message.session)!;
    if (message.kind === "close") {
      sessions.delete(message.session);
      if (sessions.size === 0) copies.clear();
      await session.release();
      return {};
    }
    const feeds: Record<string, Tensor> = {};
    for (const [name, input] of Object.entries(message.inputs)) feeds[name] = tensor(name, input);
    const results = await session.run(feeds);
    const outputs: Record<string, GraphTensor> = {};
    for (const [name, { data, dims }] of Object.entries(results)) {
      outputs[name] = { data: data as GraphData, shape: dims };
    }
    return { outputs };
  };

  let queue = Promise.resolve();
  parentPort?.on("message", (message: SessionWorkerTask | null) => {
    if (message === null) {
      parentPort.close();
      return;
    }
    const { task } = message;
    queue = queue.then(() =>
      work(message).then(
        (done) => {
          parentPort.postMessage({ task, ...done });
        },
        (error: unknown) => {
          const failed = error instanceof Error ? error.message : String(error);
          parentPort.postMessage({ task, failed });
        },
      ),
    );
  });
}
