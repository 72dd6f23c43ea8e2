import {
  tensor,
  tidy,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { Autoencoder } from "../../src/models/autoencoder.js";
import type { Optimizer } from "../../src/training/optimizers/optimizer.js";
import { NoisePools } from "../../src/training/noisePools.js";
import { trainingStep } from "../../src/training/trainingStep.js";
import type { Judge } from "./judges.js";
import { noiseSeed } from "./runLoop.js";

/** Training steps, operation by operation: weights and losses after one step for every batch. */
export function trainEagerly(
  judge: Judge,
  model: Autoencoder,
  optimizer: Optimizer,
  weights: Float32Array,
  batches: readonly Float32Array[],
  learningRate: number,
): { weights: Float32Array; losses: number[]; terms: Record<string, number[]> } {
  judge.use();
  const losses: number[] = [];
  let arrays: Float32Array[] = [
    weights,
    ...optimizer
      .slots(model.parameters)
      .map(({ shape }) => new Float32Array(shape.reduce((product, size) => product * size, 1))),
  ];
  const shapes = [
    [model.parameters],
    ...optimizer.slots(model.parameters).map(({ shape }) => [...shape]),
  ];
  const terms: Record<string, number[]> = {};
  const rows = (batches[0]?.length ?? 0) / model.width;
  const noise = new NoisePools(model.feeds, noiseSeed, rows, batches.length);
  batches.forEach((batch, index) => {
    tidy(() => {
      const [first, ...slots] = arrays.map((values, i): Tensor => tensor(values, shapes[i]));
      const { loss, state } = trainingStep(
        model,
        optimizer,
        { weights: first as Tensor1D, slots },
        tensor(batch, [batch.length / model.width, model.width]) as Tensor2D,
        tensor(learningRate) as Scalar,
        Object.fromEntries(
          Object.entries(noise.fed(index)).map(([name, { data, shape }]) => [
            name,
            tensor(data, [...shape]),
          ]),
        ),
      );
      for (const [name, term] of Object.entries(loss.terms)) {
        (terms[name] ??= []).push(term.dataSync()[0]);
      }
      losses.push(loss.total.dataSync()[0]);
      arrays = [state.weights, ...state.slots].map((value) => Float32Array.from(value.dataSync()));
    });
  });
  return { weights: arrays[0], losses, terms };
}
