import { denseNetworkOnnx } from "../graph/denseNetworkOnnx.js";
import type { FloatNetwork, NetworkLayer } from "../models/trainedModel.js";
import { fasterLayer } from "../models/unrolledLayer.js";
import { onnxNetwork } from "./onnxNetwork.js";

/** Layers as a float32 network of onnxruntime on the CPU, with `threads` threads. */
export function floatNetwork(
  layers: readonly NetworkLayer[],
  threads: number,
): Promise<FloatNetwork> {
  return onnxNetwork(denseNetworkOnnx(layers.map(fasterLayer)), threads);
}
