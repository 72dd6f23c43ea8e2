import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/config.js";
import type { GraphRuntime } from "../../../src/graph/graphRuntime.js";
import { createModel } from "../../../src/models/registry.js";
import { onnxRuntime } from "../../../src/runtime/onnxRuntime.js";
import { SharedBatchSession } from "../../../src/runtime/sharedBatchSession.js";
import { adam } from "../../../src/training/optimizers/adam.js";
import { trainingGraphs } from "../../../src/training/tracedStep.js";
import { Trainer } from "../../../src/training/trainer.js";
import type { TrainerCheckpoint } from "../../../src/training/trainerCheckpoint.js";
import { seededRandom } from "../../support/seededRandom.js";

const width = 5;
const rowCount = 1500;
const random = seededRandom(77);
const rows = Float32Array.from({ length: rowCount * width }, () => random() * 2 - 1);
const sharing: GraphRuntime = {
  open: (model) => onnxRuntime(1).open(model),
  openTraining: (graphs) => SharedBatchSession.open(graphs),
};

async function train(
  runtime: GraphRuntime,
  batchSize: number,
  optimizer: string,
): Promise<{ checkpoint: TrainerCheckpoint; losses: number[] }> {
  const { training } = configSchema.parse({
    input: "x",
    training: { epochs: 3, batchSize, optimizer, validationFraction: 0 },
  });
  const model = { type: "dense", hidden: [40, 21], latent: 3 } as const;
  const options = { rows, rowCount, width, model, training, runtimes: [runtime] };
  const trainer = await Trainer.create(options);
  const losses: number[] = [];
  for (let slice = 3; !trainer.finished; slice++) {
    losses.push(...(await trainer.advance(slice)).losses);
  }
  const checkpoint = trainer.checkpoint();
  await trainer.dispose();
  return { checkpoint, losses };
}

describe("SharedBatchSession", () => {
  it.each([
    [128, "adam"],
    [129, "adam"],
    [301, "sgd"],
  ])("gives the bits of the loop with batches of %i and %s", async (batchSize, optimizer) => {
    const alone = await train(onnxRuntime(1), batchSize, optimizer);
    const together = await train(sharing, batchSize, optimizer);
    expect(together).toEqual(alone);
    expect(together.losses.length).toBe(3 * Math.floor(rowCount / batchSize));
  });

  it("says why it cannot start", async () => {
    const model = createModel({ type: "dense", hidden: [4], latent: 2 }, width);
    const graphs = trainingGraphs(model, adam, 128);
    const damaged = { ...graphs, update: graphs.update.slice(0, 40) };
    await expect(SharedBatchSession.open(damaged)).rejects.toThrow(/model|protobuf/i);
  });

  it("ends a run in which a thread fails, instead of waiting for it for ever", async () => {
    const model = createModel({ type: "dense", hidden: [4], latent: 2 }, width);
    const graphs = trainingGraphs(model, adam, 128);
    const other = trainingGraphs(model, adam, 200);
    const parts = [graphs.parts[0], { rows: 64, gradient: other.parts[1].gradient }];
    const session = await SharedBatchSession.open({ ...graphs, parts });
    const integer = (value: bigint) => ({ data: BigInt64Array.of(value), shape: [] });
    const state = Object.fromEntries(
      graphs.state.map(({ name, shape }) => {
        const size = shape.reduce((product, one) => product * one, 1);
        return [`${name}.first`, { data: new Float32Array(size), shape }];
      }),
    );
    const run = session.run({
      rows: { data: rows, shape: [rowCount, width] },
      order: { data: BigInt64Array.from({ length: 256 }, (_, i) => BigInt(i)), shape: [256] },
      start: integer(0n),
      steps: integer(2n),
      "learningRate.each": { data: Float32Array.of(1, 1), shape: [2] },
      ...state,
    });
    await expect(run).rejects.toThrow(/./);
    await session.dispose();
  });
});
