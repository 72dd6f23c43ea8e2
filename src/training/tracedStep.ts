import { add, type Scalar, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import { emitFunction } from "../graph/emitFunction.js";
import type { Precision } from "../graph/emitNodes.js";
import { emitLoop } from "../graph/emitLoop.js";
import type { TrainingGraphs } from "../graph/graphRuntime.js";
import { trace } from "../graph/trace.js";
import type { Autoencoder } from "../models/autoencoder.js";
import { batchParts } from "./batchParts.js";
import type { Optimizer } from "./optimizers/optimizer.js";
import {
  objectiveStep,
  partialGradient,
  reconstructionObjective,
  type Objective,
} from "./trainingStep.js";

/**
 * The training loop of a model as an ONNX model (see `emitLoop`): state "weights" and the optimiser's slots, per-step
 * input "learningRate", record "loss".
 */
export function trainingLoopOnnx(
  model: Autoencoder,
  optimizer: Optimizer,
  batchSize: number,
): Uint8Array {
  return objectiveLoopOnnx(reconstructionObjective(model), optimizer, batchParts(batchSize));
}

/** The same for any objective; `sizes` are the rows of the parts in which a batch's gradient is added up. */
export function objectiveLoopOnnx(
  objective: Objective,
  optimizer: Optimizer,
  sizes: readonly number[],
): Uint8Array {
  const batchSize = sizes.reduce((total, rows) => total + rows, 0);
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
        sizes,
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

/** The training loop, and its step taken apart for threads that share the work of a batch. */
export function trainingGraphs(
  model: Autoencoder,
  optimizer: Optimizer,
  batchSize: number,
): TrainingGraphs {
  const parts = batchParts(batchSize);
  const slots = optimizer.slots(model.parameters);
  return {
    loop: trainingLoopOnnx(model, optimizer, batchSize),
    width: model.width,
    parts: parts.map((rows) => ({
      rows,
      gradient: gradientOnnx(model, rows, rows / batchSize),
    })),
    update: updateOnnx(model, optimizer, parts.length),
    state: [{ name: "weights", shape: [model.parameters] }, ...slots],
  };
}

/** Inputs "weights" and "batch" (rows x width), outputs "loss" and "gradient": what a part of a batch gives to them. */
export function gradientOnnx(model: Autoencoder, rows: number, share: number): Uint8Array {
  const traced = trace(
    [
      { name: "weights", shape: [model.parameters] },
      { name: "batch", shape: [rows, model.width] },
    ],
    ([weights, batch]) => {
      const part = partialGradient(
        reconstructionObjective(model),
        weights as Tensor1D,
        batch as Tensor2D,
        share,
      );
      return [part.loss, part.gradient];
    },
  );
  return emitFunction(traced, ["loss", "gradient"]);
}

/** Inputs "gradient.0" ... (one per part), "learningRate" and the state as NAME.first, output the state as NAME.last. */
function updateOnnx(model: Autoencoder, optimizer: Optimizer, parts: number): Uint8Array {
  const shape = [model.parameters];
  const gradients = Array.from({ length: parts }, (_, i) => ({
    name: `gradient.${String(i)}`,
    shape,
  }));
  const state = [{ name: "weights", shape }, ...optimizer.slots(model.parameters)];
  const traced = trace(
    [
      ...gradients,
      { name: "learningRate", shape: [] },
      ...state.map((one) => ({ name: `${one.name}.first`, shape: one.shape })),
    ],
    (tensors) => {
      const gradient = tensors.slice(0, parts).reduce((sum, part) => add(sum, part));
      const [rate, weights, ...slots] = tensors.slice(parts);
      const after = optimizer.update(
        weights as Tensor1D,
        gradient as Tensor1D,
        slots,
        rate as Scalar,
      );
      return [after.weights, ...after.slots];
    },
  );
  return emitFunction(
    traced,
    state.map(({ name }) => `${name}.last`),
  );
}

/** The loss alone as an ONNX model: inputs "weights" and "batch" (rows x width), output "loss". */
export function lossOnnx(
  objective: Objective,
  rows: number,
  precision: Precision = "float32",
): Uint8Array {
  const traced = trace(
    [
      { name: "weights", shape: [objective.parameters] },
      { name: "batch", shape: [rows, objective.width] },
    ],
    ([weights, batch]) => [objective.loss(weights as Tensor1D, batch as Tensor2D)],
  );
  return emitFunction(traced, ["loss"], precision);
}
