import "./telemetryOff.js";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { GraphData, GraphRuntime, GraphSession, GraphTensor } from "../graph/graphRuntime.js";

/** Between two pieces of work threads sleep, or spin: faster on an idle machine, many times slower on a busy one. */
export type Waiting = "sleep" | "spin";

/** Sessions keep the memory that they work in, or give it back after every call: for many sessions at a time. */
export type WorkingMemory = "kept" | "returned";

/** Runs ONNX graphs on the CPU with onnxruntime-node; every session has `threads` threads of its own. */
export function onnxRuntime(
  threads: number,
  waiting: Waiting = "sleep",
  memory: WorkingMemory = "kept",
): GraphRuntime {
  const options = sessionOptions(threads, waiting, memory);
  return {
    async open(model) {
      return new OnnxSession(await InferenceSession.create(model, options));
    },
  };
}

/** The settings of every session. */
export function sessionOptions(
  threads: number,
  waiting: Waiting,
  memory: WorkingMemory = "kept",
): InferenceSession.SessionOptions {
  return {
    enableCpuMemArena: memory === "kept",
    enableMemPattern: memory === "kept",
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: "all",
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: waiting === "spin" ? "1" : "0" } } },
  };
}

class OnnxSession implements GraphSession {
  constructor(private readonly session: InferenceSession) {}

  async run(inputs: Readonly<Record<string, GraphTensor>>): Promise<Record<string, GraphTensor>> {
    const feeds = Object.fromEntries(
      Object.entries(inputs).map(([name, tensor]) => [name, tensorOf(tensor)]),
    );
    const results = await this.session.run(feeds);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data, dims }]) => [
        name,
        { data: data as GraphData, shape: dims },
      ]),
    );
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

function tensorOf({ data: given, shape }: GraphTensor): Tensor {
  // The runtime takes no shared memory.
  const data = given.buffer instanceof SharedArrayBuffer ? given.slice() : given;
  if (data instanceof Float32Array) return new Tensor("float32", data, shape);
  if (data instanceof Float64Array) return new Tensor("float64", data, shape);
  return new Tensor("int64", data, shape);
}
