import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parseConfig.js";
import type { GraphRuntime } from "../../src/graph/graphRuntime.js";
import { onnxRuntime } from "../../src/runtime/onnxRuntime.js";
import { Trainer } from "../../src/training/trainer.js";
import type { TrainerCheckpoint } from "../../src/training/trainerCheckpoint.js";
import { judges } from "../support/judges.js";
import { seededRandom } from "../support/seededRandom.js";

const width = 6;
const rowCount = 900;
const random = seededRandom(61);
const rows = Float32Array.from({ length: rowCount * width }, () => 2 * random() - 1);
const { config } = parseConfig(
  JSON.stringify({
    input: "rows.npz",
    model: { type: "dense", hidden: [10, 6], latent: 2 },
    training: { optimizer: "sgd", learningRate: 0.05, batchSize: 160, epochs: 3 },
  }),
);

function trainerOn(runtime: GraphRuntime, from: TrainerCheckpoint | null = null): Promise<Trainer> {
  const { model, training } = config!;
  if (model.type !== "dense") throw new TypeError("not dense");
  const sized = { ...model, latent: 2 };
  return Trainer.create(
    { rows, rowCount, width, model: sized, training, runtimes: [runtime] },
    from,
  );
}

/** Losses, validation losses and last checkpoint of `steps` steps. */
async function trained(
  trainer: Trainer,
  steps: number,
): Promise<{ losses: number[]; validated: number[]; last: TrainerCheckpoint }> {
  const losses: number[] = [];
  const validated: number[] = [];
  while (losses.length < steps && !trainer.finished) {
    const done = await trainer.advance(Math.min(2, steps - losses.length));
    losses.push(...done.losses);
    if (done.epochEnded) validated.push((await trainer.validate()).loss);
  }
  const last = trainer.checkpoint();
  await trainer.dispose();
  return { losses, validated, last };
}

describe.each(judges)("training eagerly on $name", (judge) => {
  const eager: GraphRuntime = {
    ...onnxRuntime(1),
    useEagerly: () => {
      judge.use();
    },
  };

  it.skipIf(!judge.isHere)("follows the traced trainer step for step", async () => {
    const own = await trained(await trainerOn(eager), 99);
    const other = await trained(await trainerOn(onnxRuntime(1)), 99);
    expect(own.losses.length).toBe(15);
    expect(own.losses.length).toBe(other.losses.length);
    expect(own.validated.length).toBe(3);
    own.losses.forEach((loss, i) => {
      expect(Math.abs(loss - other.losses[i])).toBeLessThan(1e-6);
    });
    own.validated.forEach((loss, i) => {
      expect(Math.abs(loss - other.validated[i])).toBeLessThan(1e-6);
    });
    own.last.weights.forEach((weight, i) => {
      expect(Math.abs(weight - other.last.weights[i])).toBeLessThan(1e-6);
    });
    expect(own.last.best?.epoch).toBe(other.last.best?.epoch);
  });

  it.skipIf(!judge.isHere)("resumes to the same bits, and keeps no tensors", async () => {
    const whole = await trained(await trainerOn(eager), 99);
    const before = memory().numTensors;
    const first = await trained(await trainerOn(eager), 7);
    const second = await trained(await trainerOn(eager, first.last), 99);
    expect(second.losses.length).toBe(8);
    expect([...first.losses, ...second.losses]).toEqual(whole.losses);
    expect(second.last.weights).toEqual(whole.last.weights);
    expect(memory().numTensors).toBe(before);
  });
});
