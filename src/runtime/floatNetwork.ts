import { denseNetworkOnnx } from "../graph/denseNetworkOnnx.js";
import type { DenseLayer, FloatNetwork } from "../models/trainedModel.js";
import { onnxNetwork } from "./onnxNetwork.js";

/** Dense layers as a float32 network of onnxruntime on the CPU, with `threads` threads. */
export function floatNetwork(
  layers: readonly DenseLayer[],
  threads: number,
): Promise<FloatNetwork> {
  return onnxNetwork(denseNetworkOnnx(layers), threads);
}
