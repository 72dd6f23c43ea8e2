import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/config.js";
import type { GraphRuntime } from "../../../src/graph/graphRuntime.js";
import { onnxRuntime } from "../../../src/runtime/onnxRuntime.js";
import { threadedRuntime } from "../../../src/runtime/threadedRuntime.js";
import { MaskedTrainer, type MaskedTarget } from "../../../src/training/maskedTrainer.js";
import type { TrainerCheckpoint } from "../../../src/training/trainerCheckpoint.js";
import { seededRandom } from "../../support/seededRandom.js";

const width = 8;
const rowCount = 900;
const random = seededRandom(5);
const plain = Float32Array.from({ length: rowCount * width }, (_, i) => {
  if (i % width === width - 1) return 0;
  return i % width === width - 2 ? 0.01 : random() * 2 - 1;
});
const columns = [1, 3, 5].map((count): MaskedTarget => ({
  network: { inputs: [{ from: 0, count }], hidden: [9], outputs: 9, components: 3 },
  classes: 1,
  cells: 200,
  rawBits: 0,
  at: 5,
}));

async function train(runtime: GraphRuntime, rows: Float32Array): Promise<TrainerCheckpoint> {
  const { training } = configSchema.parse({
    input: "x",
    training: { epochs: 2, batchSize: 100, validationFraction: 0 },
  });
  const trainer = await MaskedTrainer.create({ rows, rowCount, width, columns, training, runtime });
  while (!trainer.finished) await trainer.advance(3);
  const checkpoint = trainer.checkpoint();
  await trainer.dispose();
  return checkpoint;
}

describe("threadedRuntime", () => {
  it("gives the same bits as one thread, from rows in shared memory or not, however often it is used", async () => {
    const alone = await train(onnxRuntime(1), plain.slice());
    const shared = new Float32Array(new SharedArrayBuffer(plain.byteLength));
    shared.set(plain);
    expect(await train(onnxRuntime(1), shared)).toEqual(alone);
    const threads = threadedRuntime(2);
    expect(await train(threads, shared)).toEqual(alone);
    expect(await train(threads, plain.slice())).toEqual(alone);
    shared[0] = 7;
    const other = new Float32Array(new SharedArrayBuffer(plain.byteLength));
    other.set(shared);
    expect(await train(threads, other)).not.toEqual(alone);
  });

  it("says what is wrong, and goes on", async () => {
    const threads = threadedRuntime(1);
    await expect(threads.open(Uint8Array.of(1, 2, 3))).rejects.toThrow(/model|protobuf/i);
    expect((await train(threads, plain.slice())).step).toBe(0);
  });
});
