import { Worker } from "node:worker_threads";
import { sessionOptions } from "./onnxRuntime.js";
import {
  rowsWorker,
  type RowsTask,
  type RowsWorkerRequest,
  type RowsWorkerStart,
} from "./rowsWorker.js";

/** The threads hold their arrays outside the heap. */
const smallHeap = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/** A network that is open in some of the threads. */
export interface NetworkInWorkers {
  run(task: RowsTask): void;
  close(): void;
}

/** Threads that run networks on blocks of rows: started when first wanted, and idle at the end of the process. */
class RowsWorkers {
  private readonly workers: Worker[] = [];
  private networks = 0;

  /** Opens a network in `count` threads. A thread that is still starting joins in later. */
  open(model: Uint8Array, count: number): NetworkInWorkers {
    while (this.workers.length < count) this.workers.push(this.start());
    const network = this.networks++;
    const workers = this.workers.slice(0, count);
    const send = (request: RowsWorkerRequest): void => {
      for (const worker of workers) worker.postMessage(request);
    };
    send({ kind: "open", network, model });
    return {
      run: (task) => {
        send({ kind: "run", network, task });
      },
      close: () => {
        send({ kind: "close", network });
      },
    };
  }

  private start(): Worker {
    const workerData: RowsWorkerStart = {
      base: import.meta.url,
      sessionOptions: sessionOptions(1, "sleep"),
    };
    const worker = new Worker(`(${rowsWorker.toString()})()`, {
      eval: true,
      workerData,
      resourceLimits: smallHeap,
    });
    const lost = (): void => {
      const at = this.workers.indexOf(worker);
      if (at >= 0) this.workers.splice(at, 1);
    };
    worker.on("error", lost);
    worker.on("exit", lost);
    worker.unref();
    return worker;
  }
}

/** Those of this process. */
export const rowsWorkers = new RowsWorkers();
