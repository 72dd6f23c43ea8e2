import type { GraphRuntime } from "../graph/graphRuntime.js";
import { onnxRuntime } from "./onnxRuntime.js";
import { useTensorflow } from "./tensorflow.js";

/** Trains eagerly with native TensorFlow; what comes as a graph runs on one thread of ONNX Runtime. */
export function tensorflowRuntime(): GraphRuntime {
  return { ...onnxRuntime(1), useEagerly: useTensorflow };
}
