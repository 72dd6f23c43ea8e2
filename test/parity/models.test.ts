import { memory, setBackend, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import type { GraphTensor } from "../../src/graph/graphRuntime.js";
import { createModel } from "../../src/models/registry.js";
import { onnxRuntime } from "../../src/runtime/onnxRuntime.js";
import { initialWeights } from "../../src/training/initialWeights.js";
import { NoisePools } from "../../src/training/noisePools.js";
import { sgd } from "../../src/training/optimizers/sgd.js";
import { gradientOnnx, lossOnnx } from "../../src/training/tracedStep.js";
import { modelObjective, type Objective } from "../../src/training/trainingStep.js";
import { denseForward } from "../support/denseForward.js";
import { trainEagerly } from "../support/eagerTraining.js";
import { judges } from "../support/judges.js";
import { blockModels, modelZoo } from "../support/modelZoo.js";
import { trainTraced } from "../support/runLoop.js";
import { seededRandom } from "../support/seededRandom.js";
import { targetsOf } from "../support/targetsOf.js";

const random = seededRandom(51);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function rowsOf(count: number, width: number): Float32Array {
  const rows = Float32Array.from({ length: count * width }, normal);
  for (let i = 0; i < rows.length; i += width) rows[i + 3] = rows[i] * rows[i + 1];
  return rows;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

/** Terms that a discriminator minimises: the loss is that of the autoencoder. */
const adversaryTerms = ["discriminator", "gradientPenalty"];
/** The adversary's side of an objective, to be judged alone. */
function adversaryOf(objective: Objective): Objective {
  return {
    ...objective,
    loss: (...given) => ({ total: objective.loss(...given).adversary!, terms: {} }),
  };
}

/** Rows of tables, and blocks of one or two arrays. */
const kinds = [
  ...Object.entries(modelZoo).map(([name, options]) => ({ name, options, width: 6, block: null })),
  ...[
    { block: [4, 3], width: 24 },
    { block: [1, 5, 1, 4], width: 20 },
    { block: [2, 3, 4], width: 48 },
    { block: [1, 3, 3, 2], width: 18 },
  ].map((own, i) => {
    const { name, options } = blockModels[i];
    return { ...own, options, name: `${name} of blocks of ${own.block.join(" x ")}` };
  }),
];
/** One of each architecture and bottleneck, and losses that learn widths, with derived quantities as targets. */
const withTargets = [
  "dense",
  "dense, mae",
  "dense, mixture",
  "sparse",
  "variational",
  "wasserstein",
  "slicedWasserstein",
  "adversarial",
  "jointVariational",
  "convolutional, batch normalisation",
];
const weightsOf = (width: number): number[] =>
  Array.from({ length: width }, (_, i) => [1, 2, 1, 0.5, 3, 1][i % 6]);
const zoo = [
  ...kinds.map(({ name, options, width, block }) => {
    const model = createModel(options, width, weightsOf(width), block);
    return { name, options, width, model };
  }),
  ...withTargets.map((name) => {
    const [options, width] = [modelZoo[name], 6];
    const targets = targetsOf(rowsOf(500, width), width);
    const model = createModel(options, width, weightsOf(width), null, targets);
    return { name: `${name}, with targets`, options, width, model };
  }),
  {
    name: "convolutional, blocks of 3 x 2 of six arrays, with targets",
    options: modelZoo.convolutional,
    width: 36,
    model: createModel(modelZoo.convolutional, 36, null, [3, 2], targetsOf(rowsOf(500, 6), 6)),
  },
];

describe.each(zoo)("$name", ({ name, options, width, model }) => {
  const weights = initialWeights(model, 4);

  const eagerly =
    "ends 6 traced steps within 2e-6 of the same steps run eagerly, every term of the loss too";
  describe.each(judges)("$name", (judge) => {
    it.skipIf(!judge.isHere)(eagerly, async () => {
      // Batches that two threads would share: each part has its own statistics and distances.
      const batchSize = 128;
      const steps = 6;
      const rows = rowsOf(steps * batchSize, width);
      const batches = Array.from({ length: steps }, (_, i) =>
        rows.slice(i * batchSize * width, (i + 1) * batchSize * width),
      );
      const eager = trainEagerly(judge, model, sgd, weights, batches, 0.02);
      const traced = await trainTraced(model, sgd, weights, rows, batchSize, steps, 0.02);
      expect(largestDifference(traced.weights, eager.weights)).toBeLessThan(2e-6);
      expect(largestDifference(traced.weights, weights)).toBeGreaterThan(1e-4);
      // Hyperbolic functions in targets make more of the last bits of outputs.
      const close = (name.endsWith("targets") ? 5e-5 : 1e-5) * Math.max(1, ...eager.losses);
      expect(largestDifference(traced.losses, eager.losses)).toBeLessThan(close);
      expect(Object.keys(traced.terms)).toEqual(Object.keys(eager.terms));
      const names = Object.keys(traced.terms);
      for (const name of names) {
        expect(largestDifference(traced.terms[name], eager.terms[name])).toBeLessThan(close);
      }
      if (names.length > 0) {
        traced.losses.forEach((loss, step) => {
          const own = names.filter((name) => !adversaryTerms.includes(name));
          const sum = own.reduce((total, name) => total + traced.terms[name][step], 0);
          expect(Math.abs(sum - loss)).toBeLessThan(close);
        });
      }
      const isPlain = options.type === "dense" || options.type === "convolutional";
      const hasOthers = name.endsWith("targets") || (options.weightL1 ?? options.weightL2 ?? 0) > 0;
      expect(names.length > 0).toBe(!isPlain || hasOthers);
    });
    it.skipIf(!judge.isHere)("leaves no tensors behind, traced or eager", async () => {
      const rows = rowsOf(2 * 16, width);
      const once = async (): Promise<number> => {
        const batches = [rows.slice(0, 16 * width), rows.slice(16 * width)];
        trainEagerly(judge, model, sgd, weights, batches, 1e-3);
        await trainTraced(model, sgd, weights, rows, 16, 2, 1e-3);
        return memory().numTensors;
      };
      const before = await once();
      expect(await once()).toBe(before);
    });
  });

  it("has the gradients of its losses in float64", async () => {
    const rows = 96;
    const batch = rowsOf(rows, width);
    const noise = new NoisePools(model.feeds, 5, rows, 10).fed(3);
    const single = await onnxRuntime(1).open(gradientOnnx(model, rows, 1));
    const { gradient } = await single.run({
      weights: { data: weights, shape: [weights.length] },
      batch: { data: batch, shape: [rows, width] },
      ...noise,
    });
    await single.dispose();
    const slope = gradient.data as Float32Array;
    const inDouble: Record<string, GraphTensor> = {
      batch: { data: Float64Array.from(batch), shape: [rows, width] },
    };
    for (const [name, { data, shape }] of Object.entries(noise)) {
      inDouble[name] = { data: Float64Array.from(data), shape };
    }
    // An adversary's weights are the last: they follow its loss, all others that of the autoencoder.
    const objective = modelObjective(model);
    const opposed = model.rateFactors?.[1].count ?? 0;
    const border = model.parameters - opposed;
    const judges: readonly (readonly [Objective, number, number])[] = [
      [objective, 0, border],
      [adversaryOf(objective), border, model.parameters],
    ];
    for (const [judged, from, to] of judges) {
      if (from === to) continue;
      const double = await onnxRuntime(1).open(lossOnnx(judged, rows, "float64"));
      const lossAt = async (at: Float64Array): Promise<number> => {
        const outputs = await double.run({
          weights: { data: at, shape: [at.length] },
          ...inDouble,
        });
        return Number(outputs.loss.data[0]);
      };
      for (let k = 0; k < 8; k++) {
        const direction = Float64Array.from(slope, (g, i) =>
          i >= from && i < to ? normal() * Math.abs(g) + 0.5 * g : 0,
        );
        const length = Math.hypot(...direction);
        // So short that hardly any row crosses a kink: of an activation, or a knot of an axis.
        const step = 1e-9;
        const moved = (sign: number): Float64Array =>
          Float64Array.from(weights, (w, i) => w + (sign * step * direction[i]) / length);
        const judge = ((await lossAt(moved(1))) - (await lossAt(moved(-1)))) / (2 * step);
        const own = slope.reduce((sum, g, i) => sum + (g * direction[i]) / length, 0);
        // Along some directions hardly anything changes: the gradient's own length is the measure.
        const size = Math.hypot(...slope.subarray(from, to));
        expect(Math.abs(own - judge) / size).toBeLessThan(1e-4);
      }
      await double.dispose();
    }
  });

  it("codes with layers that give what it was trained to give", () => {
    void setBackend("cpu");
    const rows = rowsOf(50, width);
    const [measured, latents, output] = tidy(() => {
      const w = tensor1d(weights);
      const x = tensor2d(rows, [50, width]);
      const own = model.calibrated?.(w, x) ?? w;
      const { latents: codes, reconstruction } = model.apply(own, x);
      return [own, codes, reconstruction].map((one) => Float32Array.from(one.dataSync()));
    });
    const { encoder, decoder } = model.layers(measured);
    const scores = denseForward(encoder, rows, 50);
    if (options.type !== "jointVariational") {
      expect(largestDifference(scores, latents)).toBeLessThan(1e-5);
    }
    expect(scores.length).toBe(50 * model.latent);
    expect(largestDifference(denseForward(decoder, latents, 50), output)).toBeLessThan(1e-5);
    if (model.calibrated !== undefined) {
      expect(largestDifference(measured, weights)).toBeGreaterThan(0.05);
    }
  });
});
