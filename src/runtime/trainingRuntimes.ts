import type { GraphRuntime } from "../graph/graphRuntime.js";
import { onnxRuntime } from "./onnxRuntime.js";
import { SharedBatchSession } from "./sharedBatchSession.js";

/**
 * The ways in which training may run with up to `threads` threads; which is fastest depends on the batch and on who
 * else uses the machine, so training measures and changes between them. All give the same bits.
 */
export function trainingRuntimes(threads: number): GraphRuntime[] {
  if (threads === 1) return [onnxRuntime(1)];
  return [onnxRuntime(1), sharedBatchRuntime()];
}

/** Runs training with one thread for each part of a batch; whatever cannot be shared runs on one thread. */
function sharedBatchRuntime(): GraphRuntime {
  const single = onnxRuntime(1);
  return {
    open: (model) => single.open(model),
    openTraining: (graphs) =>
      graphs.parts.length > 1 ? SharedBatchSession.open(graphs) : single.open(graphs.loop),
  };
}
