import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type {
  ChunkInput,
  ChunkOutput,
  ChunkParts,
  ChunkThreads,
  ChunkWork,
  ChunkWorkKind,
} from "../codec/chunkWork.js";
import { FileFormatError } from "../errors.js";
import type { ChunkAnswer, ChunkTask } from "./chunkMessages.js";
import { transferableBuffers } from "./transferableBuffers.js";

/** The bundle of `chunkWorker.ts`. */
const program = fileURLToPath(new URL("./chunkWorker.js", import.meta.url));

/**
 * Threads that code chunks, started when first wanted, and idle at the end of the process.
 * @param script of the threads
 * @returns undefined for one thread, and where the script is not there, as in sources that were not bundled
 */
export function chunkThreads(threads: number, script = program): ChunkThreads | undefined {
  if (threads < 2 || !existsSync(script)) return undefined;
  const pool: ChunkThread[] = [];
  let opened = 0;
  return {
    async open<K extends ChunkWorkKind>(work: K, parts: ChunkParts<K>): Promise<ChunkWork<K>> {
      while (pool.length < threads) pool.push(new ChunkThread(script));
      const worker = opened++;
      const all = (task: "open" | "close"): Promise<unknown> =>
        Promise.all(
          pool.map((thread) =>
            thread.ask(
              task === "open" ? { kind: task, worker, work, parts } : { kind: task, worker },
            ),
          ),
        );
      let next = 0;
      await all("open");
      return {
        threads,
        run: (input: ChunkInput<K>) =>
          pool[next++ % threads].ask({ kind: "run", worker, input }) as Promise<ChunkOutput<K>>,
        dispose: async () => {
          await all("close");
        },
      };
    },
  };
}

type WithoutNumber<T> = T extends unknown ? Omit<T, "task"> : never;

class ChunkThread {
  private readonly worker: Worker;
  private readonly pending = new Map<
    number,
    { resolve: (output: unknown) => void; reject: (reason: Error) => void }
  >();
  private tasks = 0;
  private lost: Error | null = null;

  constructor(script: string) {
    this.worker = new Worker(script);
    this.worker.unref();
    this.worker.on("message", (answer: ChunkAnswer) => {
      this.settle(answer);
    });
    this.worker.on("error", (error) => {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    });
    this.worker.on("exit", () => {
      this.fail(new Error("A thread that codes chunks ended unexpectedly."));
    });
  }

  ask(task: WithoutNumber<ChunkTask>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.lost !== null) {
        reject(this.lost);
        return;
      }
      const number = this.tasks++;
      this.pending.set(number, { resolve, reject });
      // A thread at work keeps the process alive.
      this.worker.ref();
      const handedOver = task.kind === "run" ? transferableBuffers(task.input) : [];
      this.worker.postMessage({ ...task, task: number }, handedOver);
    });
  }

  private settle({ task, output, failure }: ChunkAnswer): void {
    const waiting = this.pending.get(task);
    this.pending.delete(task);
    if (this.pending.size === 0) this.worker.unref();
    if (failure === undefined) waiting?.resolve(output);
    else {
      const { message, damagedFile } = failure;
      waiting?.reject(damagedFile ? new FileFormatError(message) : new Error(message));
    }
  }

  private fail(error: Error): void {
    this.lost ??= error;
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}
