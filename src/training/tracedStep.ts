import type { Scalar, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { emitFunction } from "../graph/emitFunction.js";
import type { Precision } from "../graph/emitNodes.js";
import { emitLoop } from "../graph/emitLoop.js";
import { trace } from "../graph/trace.js";
import { reconstructionLoss } from "../losses/reconstructionLoss.js";
import type { Autoencoder } from "../models/autoencoder.js";
import type { Optimizer } from "./optimizers/optimizer.js";
import { objectiveStep, reconstructionObjective, type Objective } from "./trainingStep.js";

/**
 * The training loop of a model as an ONNX model (see `emitLoop`): state "weights" and the optimiser's slots, per-step
 * input "learningRate", record "loss".
 */
export function trainingLoopOnnx(
  model: Autoencoder,
  optimizer: Optimizer,
  batchSize: number,
): Uint8Array {
  return objectiveLoopOnnx(reconstructionObjective(model), optimizer, batchSize);
}

/** The same for any objective. */
export function objectiveLoopOnnx(
  objective: Objective,
  optimizer: Optimizer,
  batchSize: number,
): Uint8Array {
  const slots = optimizer.slots(objective.parameters);
  const { inputs, outputs } = trace(
    [
      { name: "batch", shape: [batchSize, objective.width] },
      { name: "learningRate", shape: [] },
      { name: "weights", shape: [objective.parameters] },
      ...slots,
    ],
    ([batch, learningRate, weights, ...carried]) => {
      const step = objectiveStep(
        objective,
        optimizer,
        { weights: weights as Tensor1D, slots: carried },
        batch as Tensor2D,
        learningRate as Scalar,
      );
      return [step.loss, step.state.weights, ...step.state.slots];
    },
  );
  const [batch, learningRate, ...before] = inputs;
  const [loss, ...after] = outputs;
  return emitLoop({
    batch,
    perStep: [learningRate],
    state: before.map((value, i) => ({ before: value, after: after[i] })),
    records: [{ name: "loss", value: loss }],
  });
}

/** The loss alone as an ONNX model: inputs "weights" and "batch" (rows x width), output "loss". */
export function lossOnnx(
  model: Autoencoder,
  rows: number,
  precision: Precision = "float32",
): Uint8Array {
  const traced = trace(
    [
      { name: "weights", shape: [model.parameters] },
      { name: "batch", shape: [rows, model.width] },
    ],
    ([weights, batch]) => [reconstructionLoss(model, weights as Tensor1D, batch as Tensor2D)],
  );
  return emitFunction(traced, ["loss"], precision);
}
