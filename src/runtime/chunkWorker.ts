// The program of a thread that codes chunks.
import { parentPort } from "node:worker_threads";
import { createChunkWorker, type ChunkWorker, type ChunkWorkKind } from "../codec/chunkWork.js";
import { FileFormatError } from "../errors.js";
import type { ChunkAnswer, ChunkTask } from "./chunkMessages.js";
import { networkRunners } from "./networkRunners.js";
import { releaseMemory } from "./releaseMemory.js";
import { transferableBuffers } from "./transferableBuffers.js";

type AnyWorker = ChunkWorker<ChunkWorkKind>;

const workers = new Map<number, Promise<AnyWorker>>();

async function answer(task: ChunkTask): Promise<unknown> {
  switch (task.kind) {
    case "open": {
      // Every kind of work comes with the parts of that kind.
      const worker = createChunkWorker(task.work, task.parts as never, networkRunners(1));
      workers.set(task.worker, worker as Promise<AnyWorker>);
      await worker;
      return undefined;
    }
    case "run":
      return (await workers.get(task.worker)!).run(task.input as never);
    case "close": {
      const worker = workers.get(task.worker);
      workers.delete(task.worker);
      await (await worker)?.dispose();
      return undefined;
    }
  }
}

function failure(error: unknown): NonNullable<ChunkAnswer["failure"]> {
  const message = error instanceof Error ? error.message : String(error);
  return { message, damagedFile: error instanceof FileFormatError };
}

/** Bytes of input and output after which memory is released: what is made in between is some times as much. */
const releasedAfter = 2 ** 22;
let passed = 0;

let last = Promise.resolve();
parentPort?.on("message", (task: ChunkTask) => {
  last = last.then(async () => {
    const reply: ChunkAnswer = await answer(task).then(
      (output) => ({ task: task.task, output }),
      (error: unknown) => ({ task: task.task, failure: failure(error) }),
    );
    const given = transferableBuffers(task.kind === "run" ? task.input : undefined);
    const found = transferableBuffers(reply.output);
    for (const { byteLength } of [...given, ...found]) passed += byteLength;
    parentPort?.postMessage(reply, found);
    if (passed < releasedAfter) return;
    releaseMemory();
    passed = 0;
  });
});
