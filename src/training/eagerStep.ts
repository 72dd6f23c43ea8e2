import {
  dispose,
  scalar,
  stack,
  tensor,
  tidy,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { GraphData, GraphSession, GraphTensor } from "../graph/graphRuntime.js";
import { noFeeds, noiseShape, type Fed, type Feeds } from "../models/feeds.js";
import { poolName } from "./noisePools.js";
import type { Optimizer } from "./optimizers/optimizer.js";
import { termRecord } from "./tracedStep.js";
import { objectiveStep, type Objective } from "./trainingStep.js";

/**
 * The training loop of `emitLoop`, eager: the same inputs and outputs, but every operation is computed at once by the
 * backend of TensorFlow.js that `use` makes the present one.
 */
export function eagerLoop(
  use: () => void,
  objective: Objective,
  optimizer: Optimizer,
  sizes: readonly number[],
): GraphSession {
  const batchSize = sizes.reduce((total, rows) => total + rows, 0);
  const { width } = objective;
  const names = ["weights", ...optimizer.slots(objective.parameters).map(({ name }) => name)];
  return {
    run(inputs) {
      use();
      const { rows, order } = inputs;
      const start = integerOf(inputs["start"]);
      const steps = integerOf(inputs["steps"]);
      const rates = inputs["learningRate.each"].data;
      const fedTo = feeder(objective.feeds ?? noFeeds, inputs, batchSize);
      let state = names.map((name) => tensorOf(inputs[`${name}.first`]));
      const records = new Map<string, Tensor[]>();
      for (let step = 0; step < steps; step++) {
        const batch = gather(rows.data, width, order.data, start + step * batchSize, batchSize);
        const after = tidy(() => {
          const [weights, ...slots] = state;
          const done = objectiveStep(
            objective,
            optimizer,
            sizes,
            { weights: weights as Tensor1D, slots },
            tensor(batch, [batchSize, width]) as Tensor2D,
            scalar(Number(rates[step])),
            fedTo(step),
          );
          const { total, terms } = done.loss;
          const own = Object.entries(terms).map(
            ([name, term]) => [termRecord(name), term] as const,
          );
          return {
            recorded: Object.fromEntries<Tensor>([["loss", total], ...own]),
            state: [done.state.weights, ...done.state.slots],
          };
        });
        for (const [name, value] of Object.entries(after.recorded)) {
          const all = records.get(name);
          if (all === undefined) records.set(name, [value]);
          else all.push(value);
        }
        dispose(state);
        state = after.state;
      }
      const outputs: Record<string, GraphTensor> = {};
      for (const [name, values] of records) {
        outputs[`${name}.all`] = { data: numbersOf(values), shape: [steps] };
      }
      names.forEach((name, i) => {
        outputs[`${name}.last`] = { data: numbersOf([state[i]]), shape: state[i].shape };
      });
      dispose([...[...records.values()].flat(), ...state]);
      return Promise.resolve(outputs);
    },
    dispose: () => Promise.resolve(),
  };
}

/** A function of weights and a batch, eager: inputs "weights" and "batch" (rows x width), one output. */
export function eagerFunction(
  use: () => void,
  output: string,
  body: (weights: Tensor1D, batch: Tensor2D) => Tensor,
): GraphSession {
  return {
    run({ weights, batch }) {
      use();
      const result = tidy(() => {
        const value = body(tensorOf(weights) as Tensor1D, tensorOf(batch) as Tensor2D);
        return { data: value.dataSync<"float32">().slice(), shape: value.shape };
      });
      return Promise.resolve({ [output]: result });
    },
    dispose: () => Promise.resolve(),
  };
}

/** What an objective is fed in each step, out of the pools and schedules among the inputs of a loop. */
function feeder(
  { noise, schedules }: Feeds,
  inputs: Readonly<Record<string, GraphTensor>>,
  batchSize: number,
): (step: number) => Fed {
  return (step) => {
    const windows = noise.map((source): [string, Tensor] => {
      const shape = noiseShape(source, batchSize);
      const size = shape.reduce((product, one) => product * one, 1);
      const pool = inputs[`${poolName(source.kind)}.pool`].data as Float32Array;
      const from = Number(inputs[`${source.name}.place`].data[step]);
      return [source.name, tensor(pool.subarray(from, from + size), [...shape])];
    });
    const scalars = schedules.map(({ name }): [string, Tensor] => [
      name,
      scalar(Number(inputs[`${name}.each`].data[step])),
    ]);
    return Object.fromEntries([...windows, ...scalars]);
  };
}

function gather(
  rows: GraphData,
  width: number,
  order: GraphData,
  from: number,
  count: number,
): Float32Array {
  const batch = new Float32Array(count * width);
  for (let i = 0; i < count; i++) {
    const row = Number(order[from + i]);
    batch.set((rows as Float32Array).subarray(row * width, (row + 1) * width), i * width);
  }
  return batch;
}

function integerOf({ data }: GraphTensor): number {
  return Number(data[0]);
}

function tensorOf({ data, shape }: GraphTensor): Tensor {
  return tensor(data as Float32Array, [...shape]);
}

/** Numbers of equally shaped tensors, one after the other. */
function numbersOf(tensors: readonly Tensor[]): Float32Array {
  return tidy(() =>
    stack([...tensors])
      .dataSync<"float32">()
      .slice(),
  );
}
