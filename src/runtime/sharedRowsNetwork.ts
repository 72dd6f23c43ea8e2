import type { GraphSession } from "../graph/graphRuntime.js";
import type { FloatNetwork } from "../models/trainedModel.js";
import { onnxRuntime } from "./onnxRuntime.js";
import type { RowsTask } from "./rowsWorker.js";
import { rowsWorkers, type NetworkInWorkers } from "./rowsWorkers.js";

/** Rows per call: a layer's activations stay in the cache, and the cost of a call does not count. */
const blockRows = 1024;

/**
 * A network whose rows are shared among this thread and others, block by block: whoever is free takes the next. Threads
 * that compute whole blocks never wait for each other; threads that share every matrix product do at every layer.
 */
export class SharedRowsNetwork implements FloatNetwork {
  private outputs: number | null = null;
  /** What the quickest block has taken, in milliseconds. */
  private blockTime = 1;
  private queue: Promise<unknown> = Promise.resolve();
  /** What the collector would not see the size of is used again. */
  private readonly free: { inputs: Float32Array; outputs: Float32Array }[] = [];

  private constructor(
    private readonly session: GraphSession,
    private readonly workers: NetworkInWorkers,
  ) {}

  /**
   * @param model an ONNX model with float32 input "x" (N x inputs) and output "y" (N x outputs)
   * @param threads this one included, two at least
   */
  static async open(model: Uint8Array, threads: number): Promise<SharedRowsNetwork> {
    const session = await onnxRuntime(1).open(model);
    return new SharedRowsNetwork(session, rowsWorkers.open(model, threads - 1));
  }

  /** The other threads begin at once; this one helps when its other work is done. */
  async run(inputs: Float32Array, rows: number): Promise<Float32Array> {
    if (rows === 0) return new Float32Array(0);
    const width = inputs.length / rows;
    if (!Number.isInteger(width)) {
      throw new RangeError(
        `${String(inputs.length)} values do not make ${String(rows)} rows of equal width.`,
      );
    }
    if (rows <= blockRows) return this.block(inputs, rows);
    // Only a result tells how wide the results are.
    this.outputs ??= (await this.block(inputs.subarray(0, width), 1)).length;
    const buffers = this.free.pop() ?? { inputs: shared(0), outputs: shared(0) };
    if (buffers.inputs.length < inputs.length) buffers.inputs = shared(inputs.length);
    const length = rows * this.outputs;
    if (buffers.outputs.length < length) buffers.outputs = shared(length);
    const task: RowsTask = {
      inputs: buffers.inputs.subarray(0, inputs.length),
      outputs: buffers.outputs.subarray(0, length),
      rows,
      blockRows,
      blocks: new Int32Array(new SharedArrayBuffer(4 * (1 + Math.ceil(rows / blockRows)))),
    };
    task.inputs.set(inputs);
    this.workers.run(task);
    const done = this.queue.then(() => this.finish(task, inputs));
    this.queue = done.catch(() => undefined);
    const late = await done;
    const results = task.outputs.slice();
    // A thread that is late will still write its block.
    if (!late) this.free.push(buffers);
    return results;
  }

  /** Not to be called while rows are running. */
  async dispose(): Promise<void> {
    this.workers.close();
    await this.session.dispose();
  }

  private async block(inputs: Float32Array, rows: number): Promise<Float32Array> {
    const shape = [rows, inputs.length / rows];
    return (await this.session.run({ x: { data: inputs, shape } })).y.data as Float32Array;
  }

  /**
   * Takes blocks until none is left, and does once more what others have taken and do not finish: the bits are the same.
   * @returns whether there were such blocks
   */
  private async finish(task: RowsTask, inputs: Float32Array): Promise<boolean> {
    const { outputs, rows, blocks } = task;
    const count = Math.ceil(rows / blockRows);
    const [width, outputWidth] = [inputs.length / rows, outputs.length / rows];
    const own = async (block: number): Promise<void> => {
      const [from, to] = [block * blockRows, Math.min(rows, (block + 1) * blockRows)];
      const begun = performance.now();
      const results = await this.block(inputs.subarray(from * width, to * width), to - from);
      outputs.set(results, from * outputWidth);
      Atomics.store(blocks, 1 + block, 1);
      this.blockTime = Math.min(this.blockTime, performance.now() - begun);
    };
    for (let at = Atomics.add(blocks, 0, 1); at < count; at = Atomics.add(blocks, 0, 1)) {
      await own(at);
    }
    // Who sleeps on a busy machine is woken late: a short look instead, as long as a block takes.
    const next = (): number => blocks.indexOf(0, 1) - 1;
    const until = performance.now() + this.blockTime;
    while (next() >= 0 && performance.now() < until);
    let late = false;
    for (let block = next(); block >= 0; block = next()) {
      late = true;
      await own(block);
    }
    return late;
  }
}

function shared(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}
