import type { ChunkThreads } from "../codec/chunkWork.js";
import type { NetworkRunners } from "../codec/networkRunners.js";
import { chunkThreads } from "./chunkThreads.js";
import { floatNetwork } from "./floatNetwork.js";
import { fitsInt16, Int16Network } from "./int16Network.js";
import { exactNetwork, onnxNetwork } from "./onnxNetwork.js";
import { releaseMemory } from "./releaseMemory.js";

const pools = new Map<number, ChunkThreads | undefined>();

/** The same threads for all who ask for so many. */
function sharedChunkThreads(threads: number): ChunkThreads | undefined {
  if (!pools.has(threads)) pools.set(threads, chunkThreads(threads));
  return pools.get(threads);
}

/** The codec's networks, run by onnxruntime on the CPU with `threads` threads each. */
export function networkRunners(threads: number): NetworkRunners {
  const threadsOfChunks = sharedChunkThreads(threads);
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
