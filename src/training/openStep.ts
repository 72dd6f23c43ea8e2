import type { GraphRuntime, GraphSession } from "../graph/graphRuntime.js";
import type { Autoencoder } from "../models/autoencoder.js";
import { batchParts } from "./batchParts.js";
import { eagerLoop, eagerLoss } from "./eagerStep.js";
import { FastestSession } from "./fastestSession.js";
import type { Optimizer } from "./optimizers/optimizer.js";
import { lossOnnx, objectiveLoopOnnx, trainingGraphs } from "./tracedStep.js";
import { reconstructionObjective, type Objective } from "./trainingStep.js";

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

/** Opens the loss alone: inputs "weights" and "batch" (rows x width), output "loss". */
export function openLoss(
  runtime: GraphRuntime,
  objective: Objective,
  rows: number,
): Promise<GraphSession> {
  const { useEagerly } = runtime;
  return useEagerly === undefined
    ? runtime.open(lossOnnx(objective, rows))
    : Promise.resolve(eagerLoss(useEagerly, objective));
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
  const objective = reconstructionObjective(model);
  const loop = eagerLoop(useEagerly, objective, optimizer, batchParts(batchSize));
  return Promise.resolve(new FastestSession([loop]));
}
