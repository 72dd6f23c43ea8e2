import { add, type Scalar, type Tensor, type Tensor1D, type Tensor2D } from "@tensorflow/tfjs-core";
import { emitFunction } from "../graph/emitFunction.js";
import type { Precision } from "../graph/emitNodes.js";
import { emitLoop } from "../graph/emitLoop.js";
import type { TrainingGraphs } from "../graph/graphRuntime.js";
import { trace, type TracedInput } from "../graph/trace.js";
import type { Autoencoder } from "../models/autoencoder.js";
import { noFeeds, noiseShape, type Fed, type Feeds } from "../models/feeds.js";
import { batchParts } from "./batchParts.js";
import { poolName } from "./noisePools.js";
import type { Optimizer } from "./optimizers/optimizer.js";
import {
  modelObjective,
  objectiveStep,
  partialGradient,
  updatedState,
  validationLoss,
  type Objective,
} from "./trainingStep.js";

/**
 * The training loop of a model as an ONNX model (see `emitLoop`): state "weights" and the optimiser's slots, per-step
 * input "learningRate" and what the model is fed, record "loss" and one for each term of it.
 */
export function trainingLoopOnnx(
  model: Autoencoder,
  optimizer: Optimizer,
  batchSize: number,
): Uint8Array {
  return objectiveLoopOnnx(modelObjective(model), optimizer, batchParts(batchSize));
}

/** The same for any objective; `sizes` are the rows of the parts in which a batch's gradient is added up. */
export function objectiveLoopOnnx(
  objective: Objective,
  optimizer: Optimizer,
  sizes: readonly number[],
): Uint8Array {
  return tracedLoop(objective, optimizer, sizes).loop;
}

function tracedLoop(
  objective: Objective,
  optimizer: Optimizer,
  sizes: readonly number[],
): { readonly loop: Uint8Array; readonly terms: readonly string[] } {
  const batchSize = sizes.reduce((total, rows) => total + rows, 0);
  const feeds = objective.feeds ?? noFeeds;
  const fedNames = fedInputs(feeds, batchSize);
  let terms: string[] = [];
  const { inputs, outputs } = trace(
    [
      { name: "batch", shape: [batchSize, objective.width] },
      { name: "learningRate", shape: [] },
      ...fedNames,
      { name: "weights", shape: [objective.parameters] },
      ...optimizer.slots(objective.parameters),
    ],
    ([batch, learningRate, ...others]) => {
      const [weights, ...slots] = others.slice(fedNames.length);
      const step = objectiveStep(
        objective,
        optimizer,
        sizes,
        { weights: weights as Tensor1D, slots },
        batch as Tensor2D,
        learningRate as Scalar,
        fedFrom(fedNames, others),
      );
      terms = Object.keys(step.loss.terms);
      return [
        step.loss.total,
        ...Object.values(step.loss.terms),
        step.state.weights,
        ...step.state.slots,
      ];
    },
  );
  const [batch, learningRate, ...others] = inputs;
  const noise = others.slice(0, feeds.noise.length);
  const before = others.slice(fedNames.length);
  const [loss, ...after] = outputs;
  const loop = emitLoop({
    batch,
    perStep: [learningRate, ...others.slice(feeds.noise.length, fedNames.length)],
    pooled: noise.map((value, i) => ({ value, pool: poolName(feeds.noise[i].kind) })),
    state: before.map((value, i) => ({ before: value, after: after[terms.length + i] })),
    records: [
      { name: "loss", value: loss },
      ...terms.map((name, i) => ({ name: termRecord(name), value: after[i] })),
    ],
  });
  return { loop, terms };
}

/** A training graph records a term of the loss under its name after this. */
export const termPrefix = "term.";

export function termRecord(term: string): string {
  return `${termPrefix}${term}`;
}

/** What an objective is fed as inputs of a graph: noise, then schedules. */
function fedInputs({ noise, schedules }: Feeds, rows: number): TracedInput[] {
  return [
    ...noise.map((source) => ({ name: source.name, shape: noiseShape(source, rows) })),
    ...schedules.map(({ name }) => ({ name, shape: [] })),
  ];
}

function fedFrom(inputs: readonly TracedInput[], tensors: readonly Tensor[]): Fed {
  return Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i]]));
}

/** The training loop, and its step taken apart for threads that share the work of a batch. */
export function trainingGraphs(
  model: Autoencoder,
  optimizer: Optimizer,
  batchSize: number,
): TrainingGraphs {
  const parts = batchParts(batchSize);
  const objective = modelObjective(model);
  const slots = optimizer.slots(model.parameters);
  const { loop, terms } = tracedLoop(objective, optimizer, parts);
  const { noise, schedules } = model.feeds;
  return {
    loop,
    width: model.width,
    parts: parts.map((rows) => ({
      rows,
      gradient: gradientOnnx(model, rows, rows / batchSize),
    })),
    update: updateOnnx(objective, optimizer, parts.length),
    state: [{ name: "weights", shape: [model.parameters] }, ...slots],
    records: ["loss", ...terms.map(termRecord)],
    noise: noise.map(({ name, kind, each, shape }) => ({
      name,
      pool: poolName(kind),
      each,
      shape,
    })),
    schedules: schedules.map(({ name }) => name),
  };
}

/**
 * Inputs "weights", "batch" (rows x width) and what the model is fed, outputs "loss", its terms and "gradient": what a
 * part of a batch gives to them.
 */
export function gradientOnnx(model: Autoencoder, rows: number, share: number): Uint8Array {
  const fedNames = fedInputs(model.feeds, rows);
  let terms: string[] = [];
  const traced = trace(
    [
      { name: "weights", shape: [model.parameters] },
      { name: "batch", shape: [rows, model.width] },
      ...fedNames,
    ],
    ([weights, batch, ...fed]) => {
      const { loss, gradient } = partialGradient(
        modelObjective(model),
        weights as Tensor1D,
        batch as Tensor2D,
        fedFrom(fedNames, fed),
        share,
      );
      terms = Object.keys(loss.terms);
      return [loss.total, ...Object.values(loss.terms), gradient];
    },
  );
  return emitFunction(traced, ["loss", ...terms.map(termRecord), "gradient"]);
}

/** Inputs "gradient.0" ... (one per part), "learningRate" and the state as NAME.first, output the state as NAME.last. */
function updateOnnx(objective: Objective, optimizer: Optimizer, parts: number): Uint8Array {
  const shape = [objective.parameters];
  const gradients = Array.from({ length: parts }, (_, i) => ({
    name: `gradient.${String(i)}`,
    shape,
  }));
  const state = [{ name: "weights", shape }, ...optimizer.slots(objective.parameters)];
  const traced = trace(
    [
      ...gradients,
      { name: "learningRate", shape: [] },
      ...state.map((one) => ({ name: `${one.name}.first`, shape: one.shape })),
    ],
    (tensors) => {
      const gradient = tensors.slice(0, parts).reduce((sum, part) => add(sum, part));
      const [rate, weights, ...slots] = tensors.slice(parts);
      const after = updatedState(
        objective,
        optimizer,
        { weights: weights as Tensor1D, slots },
        gradient as Tensor1D,
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

/**
 * The loss alone as an ONNX model: inputs "weights", "batch" (rows x width) and what the objective is fed, output
 * "loss".
 */
export function lossOnnx(
  objective: Objective,
  rows: number,
  precision: Precision = "float32",
): Uint8Array {
  const fedNames = fedInputs(objective.feeds ?? noFeeds, rows);
  return functionOnnx(
    objective,
    rows,
    "loss",
    (weights, batch, fed) => objective.loss(weights, batch, fedFrom(fedNames, fed)).total,
    fedNames,
    precision,
  );
}

/** The validation loss as an ONNX model: inputs "weights" and "batch" (rows x width), output "loss". */
export function validationLossOnnx(objective: Objective, rows: number): Uint8Array {
  return functionOnnx(objective, rows, "loss", (weights, batch) =>
    validationLoss(objective, weights, batch),
  );
}

/** The weights with their measured statistics taken from the batch, as output "weights.measured". */
export function calibrationOnnx(model: Autoencoder, rows: number): Uint8Array {
  return functionOnnx(
    model,
    rows,
    "weights.measured",
    (weights, batch) => model.calibrated?.(weights, batch) ?? weights,
  );
}

function functionOnnx(
  { parameters, width }: { readonly parameters: number; readonly width: number },
  rows: number,
  output: string,
  body: (weights: Tensor1D, batch: Tensor2D, others: readonly Tensor[]) => Tensor,
  others: readonly TracedInput[] = [],
  precision: Precision = "float32",
): Uint8Array {
  const traced = trace(
    [{ name: "weights", shape: [parameters] }, { name: "batch", shape: [rows, width] }, ...others],
    ([weights, batch, ...rest]) => [body(weights as Tensor1D, batch as Tensor2D, rest)],
  );
  return emitFunction(traced, [output], precision);
}
