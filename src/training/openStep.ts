import type { GraphRuntime, GraphSession } from "../graph/graphRuntime.js";
import type { Autoencoder } from "../models/autoencoder.js";
import { batchParts } from "./batchParts.js";
import { eagerFunction, eagerLoop } from "./eagerStep.js";
import { FastestSession } from "./fastestSession.js";
import type { Optimizer } from "./optimizers/optimizer.js";
import {
  calibrationOnnx,
  objectiveLoopOnnx,
  trainingGraphs,
  validationLossOnnx,
} from "./tracedStep.js";
import { modelObjective, validationLoss, type Objective } from "./trainingStep.js";

/** Opens the training loop of an objective (see `emitLoop`), traced or, where the runtime says so, eager. */
export function openLoop(
  runtime: GraphRuntime,
  objective: Objective,
  optimizer: Optimizer,
  sizes: readonly number[],
): Promise<GraphSession> {
  const { useEagerly } = runtime;
  return useEagerly === undefined
    ? runtime.open(objectiveLoopOnnx(objective, optimizer, sizes))
    : Promise.resolve(eagerLoop(useEagerly, objective, optimizer, sizes));
}

/** Opens the validation loss: inputs "weights" and "batch" (rows x width), output "loss". */
export function openLoss(
  runtime: GraphRuntime,
  objective: Objective,
  rows: number,
): Promise<GraphSession> {
  const { useEagerly } = runtime;
  return useEagerly === undefined
    ? runtime.open(validationLossOnnx(objective, rows))
    : Promise.resolve(
        eagerFunction(useEagerly, "loss", (weights, batch) =>
          validationLoss(objective, weights, batch),
        ),
      );
}

/** Opens the measurement of a model's statistics: inputs as for the loss, output "weights.measured". */
export function openCalibration(
  runtime: GraphRuntime,
  model: Autoencoder,
  rows: number,
): Promise<GraphSession> {
  const { useEagerly } = runtime;
  return useEagerly === undefined
    ? runtime.open(calibrationOnnx(model, rows))
    : Promise.resolve(
        eagerFunction(
          useEagerly,
          "weights.measured",
          (weights, batch) => model.calibrated?.(weights, batch) ?? weights,
        ),
      );
}

/** Opens the training loop of an autoencoder on every runtime that can run it. */
export function openFastest(
  runtimes: readonly GraphRuntime[],
  model: Autoencoder,
  optimizer: Optimizer,
  batchSize: number,
): Promise<FastestSession> {
  const { useEagerly } = runtimes[0];
  if (useEagerly === undefined) {
    return FastestSession.open(runtimes, trainingGraphs(model, optimizer, batchSize));
  }
  const loop = eagerLoop(useEagerly, modelObjective(model), optimizer, batchParts(batchSize));
  return Promise.resolve(new FastestSession([loop]));
}
