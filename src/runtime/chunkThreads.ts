import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker, type ResourceLimits } from "node:worker_threads";
import {
  ThreadsUnavailableError,
  type ChunkInput,
  type ChunkOutput,
  type ChunkParts,
  type ChunkThreads,
  type ChunkWork,
  type ChunkWorkKind,
} from "../codec/chunkWork.js";
import { FileFormatError, messageOf } from "../errors.js";
import type { ChunkAnswer, ChunkTask } from "./chunkMessages.js";
import { transferableBuffers } from "./transferableBuffers.js";

/** The bundle of `chunkWorker.ts`. */
const program = fileURLToPath(new URL("./chunkWorker.js", import.meta.url));

/**
 * Threads that code chunks, started when first wanted, and idle at the end of the process. One that dies at work fails
 * that work with a message that says so; the next work gets a new one. Where one does not start, work is refused with a
 * ThreadsUnavailableError, and no thread is tried again.
 * @param script of the threads
 * @param limits of the memory of each
 * @returns undefined for one thread, and where the script is not there, as in sources that were not bundled
 */
export function chunkThreads(
  threads: number,
  script = program,
  limits: ResourceLimits = {},
): ChunkThreads | undefined {
  if (threads < 2 || !existsSync(script)) return undefined;
  let pool: ChunkThread[] = [];
  let opened = 0;
  let unavailable: ThreadsUnavailableError | null = null;
  return {
    async open<K extends ChunkWorkKind>(work: K, parts: ChunkParts<K>): Promise<ChunkWork<K>> {
      if (unavailable !== null) throw unavailable;
      pool = pool.filter(({ isLost }) => !isLost);
      while (pool.length < threads) pool.push(new ChunkThread(script, limits));
      const own = [...pool];
      const worker = opened++;
      const close = async (): Promise<void> => {
        const alive = own.filter(({ isLost }) => !isLost);
        await Promise.all(alive.map((thread) => thread.ask({ kind: "close", worker })));
      };
      const asked = await Promise.allSettled(
        own.map((thread) => thread.ask({ kind: "open", worker, work, parts })),
      );
      const failed = asked.find((one) => one.status === "rejected");
      if (failed !== undefined) {
        // Damaged parts are refused by every thread alike; a lost one says nothing about them.
        if (!own.some(({ isLost }) => isLost)) throw failed.reason;
        await close().catch(() => undefined);
        unavailable = new ThreadsUnavailableError(messageOf(failed.reason));
        throw unavailable;
      }
      let next = 0;
      return {
        threads,
        run: (input: ChunkInput<K>) =>
          own[next++ % threads].ask({ kind: "run", worker, input }) as Promise<ChunkOutput<K>>,
        dispose: close,
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

  constructor(script: string, limits: ResourceLimits) {
    this.worker = new Worker(script, { resourceLimits: limits });
    this.worker.unref();
    this.worker.on("message", (answer: ChunkAnswer) => {
      this.settle(answer);
    });
    this.worker.on("error", (error) => {
      this.fail(messageOf(error));
    });
    this.worker.on("exit", (code) => {
      this.fail(`it ended with code ${String(code)}`);
    });
  }

  get isLost(): boolean {
    return this.lost !== null;
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

  private fail(why: string): void {
    this.lost ??= new Error(
      `A thread that codes chunks was lost: ${why}. Nothing half-written was left; fewer threads need less memory: --threads 1.`,
    );
    for (const { reject } of this.pending.values()) reject(this.lost);
    this.pending.clear();
  }
}
