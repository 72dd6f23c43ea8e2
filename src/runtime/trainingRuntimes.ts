import type { GraphRuntime } from "../graph/graphRuntime.js";
import { onnxRuntime } from "./onnxRuntime.js";

/**
 * The ways in which training may run with up to `threads` threads; which is fastest depends on the batch and on who
 * else uses the machine, so training measures and changes between them. All give the same bits.
 */
export function trainingRuntimes(threads: number): GraphRuntime[] {
  if (threads === 1) return [onnxRuntime(1)];
  return [onnxRuntime(threads, "spin"), onnxRuntime(1), onnxRuntime(threads, "sleep")];
}
