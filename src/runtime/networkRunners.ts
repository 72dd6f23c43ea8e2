import type { NetworkRunners } from "../codec/networkRunners.js";
import { chunkThreads } from "./chunkThreads.js";
import { floatNetwork } from "./floatNetwork.js";
import { fitsInt16, Int16Network } from "./int16Network.js";
import { exactNetwork, onnxNetwork } from "./onnxNetwork.js";
import { releaseMemory } from "./releaseMemory.js";

/** The codec's networks, run by onnxruntime on the CPU with `threads` threads each. */
export function networkRunners(threads: number): NetworkRunners {
  const threadsOfChunks = chunkThreads(threads);
  return {
    ...(threadsOfChunks === undefined ? {} : { chunkThreads: threadsOfChunks }),
    releaseMemory,
    float: (layers) => floatNetwork(layers, threads),
    exact: (network, window) =>
      fitsInt16(network)
        ? Promise.resolve(new Int16Network(network, window))
        : exactNetwork(network, window, threads),
    onnx: (model) => onnxNetwork(model, threads),
  };
}
