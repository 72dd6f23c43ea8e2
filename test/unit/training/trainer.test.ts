import { afterAll, describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/config.js";
import { FileFormatError, UsageError } from "../../../src/errors.js";
import { onnxRuntime } from "../../../src/runtime/onnxRuntime.js";
import { trainingRuntimes } from "../../../src/runtime/trainingRuntimes.js";
import { Trainer, type TrainerOptions } from "../../../src/training/trainer.js";
import type { TrainerCheckpoint } from "../../../src/training/trainerCheckpoint.js";
import { denseForward } from "../../support/denseForward.js";
import { seededRandom } from "../../support/seededRandom.js";

const width = 3;
const rowCount = 230;
const random = seededRandom(2);
const rows = Float32Array.from({ length: rowCount * width }, () => random() * 2 - 1);
for (let row = 0; row < rowCount; row++) rows[row * 3 + 2] = rows[row * 3] * rows[row * 3 + 1];

function options(training: object = {}, more: Partial<TrainerOptions> = {}): TrainerOptions {
  const config = configSchema.parse({
    input: "x",
    training: { epochs: 4, batchSize: 32, learningRate: 0.01, seed: 9, ...training },
  });
  const runtimes = [onnxRuntime(1)];
  return {
    rows,
    rowCount,
    width,
    model: { type: "dense", hidden: [13, 7], latent: 2 },
    training: config.training,
    runtimes,
    ...more,
  };
}

const open: Trainer[] = [];
async function trainer(
  from: TrainerOptions,
  checkpoint: TrainerCheckpoint | null = null,
): Promise<Trainer> {
  const made = await Trainer.create(from, checkpoint);
  open.push(made);
  return made;
}
afterAll(async () => {
  for (const one of open) await one.dispose();
});

/** Trains to the end in slices, validating after every epoch. */
async function finish(one: Trainer, slice: number): Promise<TrainerCheckpoint> {
  while (!one.finished) {
    const { epochEnded } = await one.advance(slice);
    if (epochEnded) await one.validate();
  }
  return one.checkpoint();
}

describe("Trainer", () => {
  it("learns: the validation loss falls and the best weights are kept", async () => {
    const one = await trainer(options({ epochs: 40 }));
    const before = (await one.validate()).loss;
    await finish(one, 50);
    expect(one.bestSoFar?.loss).toBeLessThan(before / 4);
  });

  it("counts steps and epochs, drops the rest of a batch, and never crosses the end of an epoch", async () => {
    const one = await trainer(options({ epochs: 2 }));
    expect([one.batchSize, one.stepsPerEpoch, one.totalSteps]).toEqual([32, 6, 12]);
    const sizes: [number, boolean][] = [];
    while (!one.finished) {
      const { steps, losses, epochEnded } = await one.advance(4);
      expect(losses.length).toBe(steps);
      sizes.push([steps, epochEnded]);
    }
    expect(sizes).toEqual([
      [4, false],
      [2, true],
      [4, false],
      [2, true],
    ]);
    expect(await one.advance(5)).toMatchObject({ steps: 0, epochEnded: false });
    expect(one.position).toEqual({ epoch: 2, step: 0 });
  });

  it("ends in the same bits however it is sliced, and on any way of running it", async () => {
    const whole = await finish(await trainer(options()), 1000);
    expect(await finish(await trainer(options()), 1)).toEqual(whole);
    const threads = options({}, { runtimes: trainingRuntimes(2) });
    expect(await finish(await trainer(threads), 3)).toEqual(whole);
    expect(await finish(await trainer(options({ seed: 10 })), 1000)).not.toEqual(whole);
  });

  it.each(["adam", "sgd"])(
    "resumes %s bit for bit at steps and at ends of epochs",
    async (optimizer) => {
      const unbroken = await finish(await trainer(options({ optimizer })), 1000);
      for (const stopAfter of [0, 1, 5, 6, 7, 12, 23, 24]) {
        const first = await trainer(options({ optimizer }));
        while (first.stepsDone < stopAfter) {
          const { epochEnded } = await first.advance(stopAfter - first.stepsDone);
          if (epochEnded) await first.validate();
        }
        const saved = structuredClone(first.checkpoint());
        await first.advance(3);
        const second = await trainer(options({ optimizer }), saved);
        expect(second.position).toEqual({ epoch: saved.epoch, step: saved.step });
        expect(await finish(second, 1000)).toEqual(unbroken);
      }
    },
  );

  it.each([
    [
      "variational",
      {
        type: "variational",
        hidden: [9],
        latent: 2,
        klWeight: 0.01,
        klWarmUp: 0.5,
        freeBits: 0,
        totalCorrelationWeight: 0,
        dropout: 0.2,
        batchNormalization: true,
      },
    ],
    [
      "adversarial",
      {
        type: "adversarial",
        hidden: [9],
        latent: 2,
        discriminator: [5],
        discriminatorRate: 0.5,
        adversary: "wasserstein",
        priorWeight: 0.1,
        gradientPenalty: 10,
        loss: "gaussian",
      },
    ],
  ] as const)("resumes a %s model bit for bit, on one thread and on two", async (_, model) => {
    const batchSize = 130;
    const many = { model, rows: new Float32Array(0), rowCount: 0 };
    many.rows = Float32Array.from({ length: 900 * width }, () => random() * 2 - 1);
    many.rowCount = 900;
    const unbroken = await finish(await trainer(options({ batchSize }, many)), 1000);
    const threads = { ...many, runtimes: trainingRuntimes(2) };
    expect(await finish(await trainer(options({ batchSize }, threads)), 2)).toEqual(unbroken);
    for (const stopAfter of [2, 6, 13]) {
      const first = await trainer(options({ batchSize }, many));
      while (first.stepsDone < stopAfter) {
        const { epochEnded, terms } = await first.advance(stopAfter - first.stepsDone);
        expect(Object.keys(terms ?? {}).length).toBeGreaterThan(1);
        if (epochEnded) await first.validate();
      }
      const saved = structuredClone(first.checkpoint());
      const second = await trainer(options({ batchSize }, threads), saved);
      expect(await finish(second, 1000)).toEqual(unbroken);
    }
  });

  it("takes every training row once per epoch, in another order in each", async () => {
    const seen: number[][] = [];
    const runtime = onnxRuntime(1);
    const spying = options(
      { batchSize: 23, epochs: 2 },
      {
        runtimes: [
          {
            open: async (model) => {
              const session = await runtime.open(model);
              return {
                run: (inputs) => {
                  if ("order" in inputs)
                    seen.push([...(inputs.order.data as BigInt64Array)].map(Number));
                  return session.run(inputs);
                },
                dispose: () => session.dispose(),
              };
            },
          },
        ],
      },
    );
    await finish(await trainer(spying), 1000);
    expect(seen.length).toBe(2);
    const [first, second] = seen.map((order) => [...order].sort((a, b) => a - b));
    expect(new Set(first).size).toBe(207);
    expect(first).toEqual(second);
    expect(seen[0]).not.toEqual(seen[1]);
  });

  it("validates with the mean loss that its layers give", async () => {
    const one = await trainer(options({ validationFraction: 0 }));
    await one.advance(3);
    const { loss, best } = await one.validate();
    const { encoder, decoder } = one.trainedLayers("last");
    const output = denseForward([...encoder, ...decoder], rows, rowCount);
    const judge = output.reduce((sum, y, i) => sum + (y - rows[i]) ** 2, 0) / output.length;
    expect(Math.abs(loss - judge)).toBeLessThan(1e-6 * judge);
    expect(best).toBe(true);
  });

  it("gives the best weights on request, the last ones otherwise", async () => {
    const one = await trainer(options());
    await one.advance(6);
    await one.validate();
    const best = one.trainedLayers("best");
    expect(one.trainedLayers("last")).toEqual(best);
    await one.advance(6);
    expect(one.trainedLayers("best")).toEqual(best);
    expect(one.trainedLayers("last")).not.toEqual(best);
  });

  it("shows divergence as losses that are not finite, and never calls such weights best", async () => {
    const one = await trainer(options({ optimizer: "sgd", learningRate: 1e6, epochs: 30 }));
    let diverged = false;
    while (!one.finished) {
      const { losses } = await one.advance(6);
      if (losses.some((loss) => !Number.isFinite(loss))) diverged = true;
    }
    expect(diverged).toBe(true);
    expect((await one.validate()).best).toBe(false);
    expect(one.bestSoFar).toBeNull();
  });

  it("trains on fewer rows than a batch, and on a single row", async () => {
    for (const few of [1, 5]) {
      const one = await trainer(
        options({ epochs: 1 }, { rows: rows.subarray(0, few * width), rowCount: few }),
      );
      expect(one.stepsPerEpoch).toBe(1);
      expect((await one.advance(9)).epochEnded).toBe(true);
      expect(Number.isFinite((await one.validate()).loss)).toBe(true);
    }
  });

  it("refuses an empty table and a checkpoint of something else", async () => {
    await expect(trainer(options({}, { rows: new Float32Array(0), rowCount: 0 }))).rejects.toThrow(
      UsageError,
    );
    const saved = (await trainer(options())).checkpoint();
    for (const wrong of [
      { ...saved, weights: saved.weights.slice(1) },
      { ...saved, optimizer: {} },
      { ...saved, step: 6 },
      { ...saved, best: { weights: new Float32Array(1), epoch: 1, loss: 1 } },
    ]) {
      await expect(trainer(options(), wrong)).rejects.toThrow(FileFormatError);
    }
  });
});
