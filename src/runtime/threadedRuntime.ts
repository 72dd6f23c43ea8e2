import { Worker } from "node:worker_threads";
import type { InferenceSession } from "onnxruntime-node";
import type { GraphRuntime, GraphSession, GraphTensor } from "../graph/graphRuntime.js";
import { sessionOptions, type WorkingMemory } from "./onnxRuntime.js";
import {
  sessionWorker,
  type SessionWorkerAnswer,
  type SessionWorkerStart,
  type SessionWorkerTask,
  type WorkerTensor,
} from "./sessionWorker.js";

/** Milliseconds that a thread without sessions waits for its next. */
const patience = 5000;

/** Threads without sessions: the next session need not wait for a thread to start and to load the runtime. */
const idle: SessionThread[] = [];

/** Starts threads that will be needed soon, so that they are ready meanwhile. */
export function startThreads(count: number): void {
  for (let started = idle.length; started < count; started++) idle.push(new SessionThread());
}

/** Ends the threads that wait: nothing is trained for a while. */
export function endThreads(): void {
  for (const thread of [...idle]) thread.end();
}

/**
 * Runs sessions in up to `threads` worker threads, each session in one of them with a thread to itself: calls that are
 * made at the same time run side by side (within one thread the runtime works them off one by one). Inputs in shared
 * memory go over once, others are copied. A thread ends a few seconds after its last session was disposed of.
 */
export function threadedRuntime(threads: number, memory: WorkingMemory = "kept"): GraphRuntime {
  const workers: (SessionThread | null)[] = Array.from({ length: threads }, () => null);
  const options = sessionOptions(1, "sleep", memory);
  return {
    async open(model) {
      const loads = workers.map((worker) => worker?.load ?? 0);
      const least = loads.indexOf(Math.min(...loads));
      const worker = (workers[least] ??= idle.pop() ?? new SessionThread());
      worker.use(() => (workers[least] = null));
      return worker.open(model, options);
    },
  };
}

/** With more networks the memory that each session works in counts. */
const fewNetworks = 16;

/** The same for sessions of so many networks that are trained side by side. */
export function runtimeOfNetworks(threads: number, networks: number): GraphRuntime {
  return threadedRuntime(threads, networks > fewNetworks ? "returned" : "kept");
}

type WithoutNumber<T> = T extends unknown ? Omit<T, "task"> : never;

class SessionThread {
  private readonly worker: Worker;
  private readonly sessions = new Map<number, number>();
  private readonly pending = new Map<
    number,
    { resolve: (answer: SessionWorkerAnswer) => void; reject: (reason: Error) => void }
  >();
  private tasks = 0;
  private opened = 0;
  private left: () => void = () => undefined;
  private waiting: NodeJS.Timeout | undefined;
  private gone = false;

  constructor() {
    const start: SessionWorkerStart = { base: import.meta.url };
    this.worker = new Worker(`(${sessionWorker.toString()})()`, { eval: true, workerData: start });
    this.worker.on("message", (answer: SessionWorkerAnswer) => {
      this.settle(answer);
    });
    this.worker.on("error", (error) => {
      this.failAll(error instanceof Error ? error : new Error(String(error)));
    });
    this.worker.on("exit", () => {
      this.failAll(new Error("A thread of the runtime ended unexpectedly."));
    });
    this.worker.unref();
    this.wait();
  }

  /** Bytes of the models that it holds: a measure of its work. */
  get load(): number {
    return [...this.sessions.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** @param left called when the last session is disposed of: the thread is then no longer the caller's */
  use(left: () => void): void {
    clearTimeout(this.waiting);
    this.left = left;
  }

  async open(model: Uint8Array, options: InferenceSession.SessionOptions): Promise<GraphSession> {
    const session = this.opened++;
    this.sessions.set(session, model.length);
    try {
      await this.ask({ kind: "open", session, model, options });
    } catch (error) {
      this.leave(session);
      throw error;
    }
    return {
      run: async (inputs) => {
        const sent: Record<string, WorkerTensor> = {};
        for (const [name, tensor] of Object.entries(inputs)) {
          sent[name] = { ...tensor, buffer: bufferNumber(tensor) };
        }
        const answer = await this.ask({ kind: "run", session, inputs: sent });
        return answer.outputs!;
      },
      dispose: async () => {
        await this.ask({ kind: "close", session });
        this.leave(session);
      },
    };
  }

  private leave(session: number): void {
    this.sessions.delete(session);
    if (this.sessions.size > 0) return;
    this.left();
    if (this.gone) return;
    idle.push(this);
    this.wait();
  }

  /** Ends the thread if nothing comes. */
  private wait(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.end();
    }, patience).unref();
  }

  /** Ends the thread, which no session is in. */
  end(): void {
    clearTimeout(this.waiting);
    this.forget();
    this.worker.postMessage(null);
  }

  private forget(): void {
    const place = idle.indexOf(this);
    if (place >= 0) idle.splice(place, 1);
  }

  private ask(message: WithoutNumber<SessionWorkerTask>): Promise<SessionWorkerAnswer> {
    const task = this.tasks++;
    return new Promise((resolve, reject) => {
      this.pending.set(task, { resolve, reject });
      this.worker.ref();
      this.worker.postMessage({ task, ...message });
    });
  }

  private settle(answer: SessionWorkerAnswer): void {
    const asked = this.pending.get(answer.task);
    this.pending.delete(answer.task);
    // An idle thread does not keep the process alive.
    if (this.pending.size === 0) this.worker.unref();
    if (answer.failed === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(answer.failed));
  }

  private failAll(error: Error): void {
    this.gone = true;
    this.forget();
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

const bufferNumbers = new WeakMap<SharedArrayBuffer, number>();
let buffers = 0;

function bufferNumber({ data }: GraphTensor): number | null {
  const { buffer } = data;
  if (!(buffer instanceof SharedArrayBuffer)) return null;
  let number = bufferNumbers.get(buffer);
  if (number === undefined) bufferNumbers.set(buffer, (number = buffers++));
  return number;
}
