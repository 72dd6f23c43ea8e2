import {
  dispose,
  keep,
  scalar,
  stack,
  tensor,
  tidy,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { GraphData, GraphSession, GraphTensor } from "../graph/graphRuntime.js";
import type { Optimizer } from "./optimizers/optimizer.js";
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
      let state = names.map((name) => tensorOf(inputs[`${name}.first`]));
      const losses: Tensor[] = [];
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
          );
          return [done.loss, done.state.weights, ...done.state.slots];
        });
        const [loss, ...next] = after;
        losses.push(keep(loss));
        dispose(state.filter((one) => !next.includes(one)));
        state = next;
      }
      const outputs: Record<string, GraphTensor> = {
        "loss.all": { data: numbersOf(losses), shape: [steps] },
      };
      names.forEach((name, i) => {
        outputs[`${name}.last`] = { data: numbersOf([state[i]]), shape: state[i].shape };
      });
      dispose([...losses, ...state]);
      return Promise.resolve(outputs);
    },
    dispose: () => Promise.resolve(),
  };
}

/** The loss of `lossOnnx`, eager: inputs "weights" and "batch" (rows x width), output "loss". */
export function eagerLoss(use: () => void, objective: Objective): GraphSession {
  return {
    run({ weights, batch }) {
      use();
      const loss = tidy(() =>
        objective
          .loss(tensorOf(weights) as Tensor1D, tensorOf(batch) as Tensor2D)
          .dataSync<"float32">(),
      );
      return Promise.resolve({ loss: { data: loss, shape: [] } });
    },
    dispose: () => Promise.resolve(),
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
