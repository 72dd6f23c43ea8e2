import { ChunkDecoder } from "./chunkDecoder.js";
import { FieldIntervalMaker } from "./field/fieldIntervals.js";
import { MaskedMeter } from "./masked/maskedMeter.js";
import { MaskedWriter } from "./masked/maskedWriter.js";
import type { NetworkRunners } from "./networkRunners.js";

/**
 * Work that is done chunk by chunk, in this thread or in others. What it is made from, what goes in and what comes out are
 * plain data that can be sent to another thread.
 */
const chunkWorkers = {
  decode: (...from: Parameters<typeof ChunkDecoder.create>) => ChunkDecoder.create(...from),
  measureMasked: (...from: Parameters<typeof MaskedMeter.create>) => MaskedMeter.create(...from),
  fieldIntervals: (...from: Parameters<typeof FieldIntervalMaker.create>) =>
    FieldIntervalMaker.create(...from),
  writeMasked: (...from: Parameters<typeof MaskedWriter.create>) => MaskedWriter.create(...from),
};

export type ChunkWorkKind = keyof typeof chunkWorkers;
type WorkerOf<K extends ChunkWorkKind> = Awaited<ReturnType<(typeof chunkWorkers)[K]>>;
export type ChunkParts<K extends ChunkWorkKind> = Parameters<(typeof chunkWorkers)[K]>[0];
export type ChunkInput<K extends ChunkWorkKind> = Parameters<WorkerOf<K>["run"]>[0];
export type ChunkOutput<K extends ChunkWorkKind> = Awaited<ReturnType<WorkerOf<K>["run"]>>;

export interface ChunkWorker<K extends ChunkWorkKind> {
  /** @param input may be taken over: not to be used again */
  run(input: ChunkInput<K>): Promise<ChunkOutput<K>>;
  dispose(): Promise<void>;
}

export interface ChunkWork<K extends ChunkWorkKind> extends ChunkWorker<K> {
  /** How many chunks are worked on at the same time. */
  readonly threads: number;
}

/** What a model codes of a chunk, and the ideal code lengths of its columns in bits. */
export type CodedChunk = ChunkOutput<"writeMasked">;

/** Other threads cannot be had: the work can be done in this one. */
export class ThreadsUnavailableError extends Error {
  override readonly name = "ThreadsUnavailableError";
}

/** Other threads that do such work. */
export interface ChunkThreads {
  /** @throws ThreadsUnavailableError where a thread does not start */
  open<K extends ChunkWorkKind>(kind: K, parts: ChunkParts<K>): Promise<ChunkWork<K>>;
}

const factories: {
  readonly [K in ChunkWorkKind]: (
    parts: ChunkParts<K>,
    networks: NetworkRunners,
  ) => Promise<ChunkWorker<K>>;
} = chunkWorkers;

/** Prepares work in this thread. */
export function createChunkWorker<K extends ChunkWorkKind>(
  kind: K,
  parts: ChunkParts<K>,
  networks: NetworkRunners,
): Promise<ChunkWorker<K>> {
  return factories[kind](parts, networks);
}

/** Opens work on `chunks` chunks: in other threads where there are any and it pays, else in this one. */
export async function openChunkWork<K extends ChunkWorkKind>(
  kind: K,
  parts: ChunkParts<K>,
  chunks: number,
  networks: NetworkRunners,
): Promise<ChunkWork<K>> {
  if (chunks > 1 && networks.chunkThreads !== undefined) {
    try {
      return await networks.chunkThreads.open(kind, parts);
    } catch (error) {
      if (!(error instanceof ThreadsUnavailableError)) throw error;
    }
  }
  const worker = await createChunkWorker(kind, parts, networks);
  return {
    threads: 1,
    run: (input) => worker.run(input),
    dispose: () => worker.dispose(),
  };
}
