import {
  tensor,
  tidy,
  valueAndGrad,
  type Scalar,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { quantizeColumn } from "../../src/codec/grids/quantizeColumn.js";
import { inputWidths } from "../../src/codec/masked/featureLayout.js";
import { learnableColumns } from "../../src/codec/masked/maskedColumns.js";
import { trainingRows } from "../../src/codec/masked/trainingRows.js";
import { parseConfig } from "../../src/config/parseConfig.js";
import type { Column } from "../../src/data/table.js";
import { emitFunction } from "../../src/graph/emitFunction.js";
import { trace } from "../../src/graph/trace.js";
import { classCount, outputCount } from "../../src/models/maskedModel.js";
import { onnxRuntime } from "../../src/runtime/onnxRuntime.js";
import { threadedRuntime } from "../../src/runtime/threadedRuntime.js";
import { permutation, randomStreams } from "../../src/training/counterRandom.js";
import {
  columnObjective,
  MaskedTrainer,
  type MaskedTrainerOptions,
} from "../../src/training/maskedTrainer.js";
import { sgd } from "../../src/training/optimizers/sgd.js";
import { lossOnnx } from "../../src/training/tracedStep.js";
import { objectiveStep, type Objective } from "../../src/training/trainingStep.js";
import { judges, type Judge } from "../support/judges.js";
import { seededRandom } from "../support/seededRandom.js";

const rowCount = 3200;
const batchSize = 64;
const learningRate = 0.05;
const random = seededRandom(41);
const normal = (): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Smooth columns, sentinels and zeros as atoms, a category, a flag: every kind of output. */
function columns(): Column[] {
  const a = Float32Array.from({ length: rowCount }, normal);
  const b = a.map((value) => (random() < 0.3 ? -999 : Math.exp(value + normal())));
  const c = a.map((value, row) => (random() < 0.1 ? 0 : value + 0.1 * b[row] + normal()));
  return [
    { name: "a", type: "float32", values: a },
    { name: "b", type: "float32", values: b },
    { name: "c", type: "float32", values: c },
    { name: "few", type: "int32", values: Int32Array.from(a, (value) => Math.round(2 * value)) },
    { name: "flag", type: "bool", values: Uint8Array.from(c, (value) => Number(value > 0)) },
  ];
}

function trainerOptions(): MaskedTrainerOptions {
  const quantized = columns().map((column) =>
    quantizeColumn(
      column,
      column.type === "float32" ? { absolute: 0.01 } : "exact",
      column.name === "b" ? [-999] : [],
      false,
    ),
  );
  const found = learnableColumns(quantized);
  const axes = found.map(({ axis }) => axis);
  const table = trainingRows(found, 1, rowCount);
  const inputs = inputWidths(axes, 1);
  const training = { optimizer: "sgd", batchSize, epochs: 1, learningRate, schedule: "constant" };
  const { config } = parseConfig(
    JSON.stringify({ input: "x.npz", model: { type: "masked" }, training }),
  );
  return {
    ...table,
    columns: axes.map((axis, c) => ({
      network: {
        inputs: [inputs[c]],
        hidden: [12, 8],
        outputs: outputCount(axis, 4),
        components: axis.axis === null ? 0 : 4,
      },
      classes: classCount(axis),
      cells: table.cells[c],
      rawBits: table.rawBits[c],
      at: table.targets[c],
    })),
    training: config!.training,
    runtime: threadedRuntime(2),
  };
}

function batchOf({ rows, width }: MaskedTrainerOptions, picked: ArrayLike<number>): Float32Array {
  const batch = new Float32Array(picked.length * width);
  for (let i = 0; i < picked.length; i++) {
    batch.set(rows.subarray(picked[i] * width, (picked[i] + 1) * width), i * width);
  }
  return batch;
}

/** One network's steps, operation by operation, over the batches of the first epoch. */
function trainEagerly(
  judge: Judge,
  options: MaskedTrainerOptions,
  objective: Objective,
  weights: Float32Array,
): { weights: Float32Array; losses: number[] } {
  judge.use();
  const { seed } = options.training;
  const order = permutation(seed, randomStreams.shuffle, 0, rowCount);
  const losses: number[] = [];
  for (let from = 0; from + batchSize <= rowCount; from += batchSize) {
    const batch = batchOf(options, order.subarray(from, from + batchSize));
    tidy(() => {
      const { loss, state } = objectiveStep(
        objective,
        sgd,
        [batchSize],
        { weights: tensor(weights) as Tensor1D, slots: [] },
        tensor(batch, [batchSize, options.width]) as Tensor2D,
        tensor(learningRate) as Scalar,
      );
      losses.push(loss.total.dataSync()[0]);
      weights = Float32Array.from(state.weights.dataSync());
    });
  }
  return { weights, losses };
}

const options = trainerOptions();
const objectives = options.columns.map((target) =>
  columnObjective(target, options.width, rowCount),
);

describe("training a masked autoencoder", () => {
  let trainer: MaskedTrainer;
  let first: Float32Array;
  beforeAll(async () => {
    trainer = await MaskedTrainer.create(options);
    first = trainer.checkpoint().weights.slice();
  });
  afterAll(() => trainer.dispose());

  for (const judge of judges) {
    it.skipIf(!judge.isHere)(
      `ends 50 SGD steps within 1e-6 of ${judge.name} in every weight`,
      async () => {
        const trainer = await MaskedTrainer.create(options);
        expect(trainer.totalSteps).toBe(50);
        const losses: number[] = [];
        while (!trainer.finished) losses.push(...(await trainer.advance(11)).losses);
        await trainer.dispose();
        const last = trainer.checkpoint().weights;
        const eagerLosses = new Float64Array(50);
        let at = 0;
        for (const objective of objectives) {
          const eager = trainEagerly(
            judge,
            options,
            objective,
            first.slice(at, at + objective.parameters),
          );
          eager.losses.forEach((loss, step) => (eagerLosses[step] += loss));
          for (const weight of eager.weights)
            expect(Math.abs(last[at++] - weight)).toBeLessThan(1e-6);
        }
        expect(at).toBe(last.length);
        losses.forEach((loss, step) => {
          expect(Math.abs(loss - eagerLosses[step])).toBeLessThan(1e-4);
        });
        const moved = last.map((weight, i) => Math.abs(weight - first[i]));
        expect(Math.max(...moved)).toBeGreaterThan(0.05);
      },
    );
  }

  it.each(objectives.map((objective, c) => [columns()[c].name, objective, c] as const))(
    "has the gradient of its loss in float64, column %s",
    async (_, objective, c) => {
      const parameters = objectives.map((one) => one.parameters);
      const start = parameters.slice(0, c).reduce((sum, count) => sum + count, 0);
      const weights = first.slice(start, start + objective.parameters);
      const rows = 256;
      const batch = batchOf(
        options,
        Array.from({ length: rows }, (__, i) => 12 * i),
      );
      const shape = [rows, options.width];
      const traced = trace(
        [
          { name: "weights", shape: [objective.parameters] },
          { name: "batch", shape },
        ],
        ([w, x]) => [
          valueAndGrad((v) => objective.loss(v as Tensor1D, x as Tensor2D, {}).total)(w).grad,
        ],
      );
      const single = await onnxRuntime(1).open(emitFunction(traced, ["gradient"]));
      const double = await onnxRuntime(1).open(lossOnnx(objective, rows, "float64"));
      const { gradient } = await single.run({
        weights: { data: weights, shape: [weights.length] },
        batch: { data: batch, shape },
      });
      const slope = gradient.data as Float32Array;
      const x = { data: Float64Array.from(batch), shape };
      const lossAt = async (at: Float64Array): Promise<number> => {
        const { loss } = await double.run({
          weights: { data: at, shape: [at.length] },
          batch: x,
        });
        return Number(loss.data[0]);
      };
      for (let k = 0; k < 20; k++) {
        // Along the gradient as well as across it, so that the derivative is never near zero.
        const direction = Float64Array.from(slope, (g) => normal() * Math.abs(g) + 0.5 * g);
        const length = Math.hypot(...direction);
        const step = 1e-7;
        const moved = (sign: number): Float64Array =>
          Float64Array.from(weights, (w, i) => w + (sign * step * direction[i]) / length);
        const judge = ((await lossAt(moved(1))) - (await lossAt(moved(-1)))) / (2 * step);
        const own = slope.reduce((sum, g, i) => sum + (g * direction[i]) / length, 0);
        expect(Math.abs(own / judge - 1)).toBeLessThan(1e-4);
      }
      await single.dispose();
      await double.dispose();
    },
  );
});
