import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import path from "node:path";
import { benchPython } from "./benchPython.js";

/** The model as it is commonly written, or with in-place activations and the fused Adam. */
export type TorchVariant = "plain" | "tuned";

/** PyTorch in a process of its own that trains in bursts on request. */
export class TorchTraining {
  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly lines: AsyncIterator<string>,
    readonly version: string,
  ) {}

  /** `folder` takes the rows as a file. */
  static async start(
    script: string,
    folder: string,
    rows: Float32Array,
    width: number,
  ): Promise<TorchTraining> {
    const file = path.join(folder, "rows.f32");
    writeFileSync(file, new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength));
    const child = spawn(benchPython(["torch"]), [script, file, String(width)]);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new TorchTraining(child, lines, await nextOf(lines));
  }

  /** Rows per second of a burst of a variant, or a model, that the script knows. */
  async burst(
    variant: string,
    threads: number,
    batchSize: number,
    seconds: number,
  ): Promise<number> {
    this.child.stdin.write([variant, threads, batchSize, seconds].join(" ") + "\n");
    return Number(await nextOf(this.lines));
  }

  end(): void {
    this.child.stdin.end();
  }
}

async function nextOf(lines: AsyncIterator<string>): Promise<string> {
  const line = await lines.next();
  if (line.done === true) throw new Error("The PyTorch process ended unexpectedly.");
  return line.value;
}
