import { onnxRuntime } from "../../src/runtime/onnxRuntime.js";
import type { GraphTensor } from "../../src/graph/graphRuntime.js";
import type { Autoencoder } from "../../src/models/autoencoder.js";
import type { Optimizer } from "../../src/training/optimizers/optimizer.js";
import { NoisePools } from "../../src/training/noisePools.js";
import { termPrefix, trainingLoopOnnx } from "../../src/training/tracedStep.js";

export const noiseSeed = 77;

/** The traced loop over batches of `rows` in file order: weights and losses after `steps` steps. */
export async function trainTraced(
  model: Autoencoder,
  optimizer: Optimizer,
  weights: Float32Array,
  rows: Float32Array,
  batchSize: number,
  steps: number,
  learningRate: number,
): Promise<{ weights: Float32Array; losses: number[]; terms: Record<string, number[]> }> {
  const session = await onnxRuntime(1).open(trainingLoopOnnx(model, optimizer, batchSize));
  const noise = new NoisePools(model.feeds, noiseSeed, batchSize, steps);
  const count = rows.length / model.width;
  const integer = (value: number): GraphTensor => ({
    data: BigInt64Array.of(BigInt(value)),
    shape: [],
  });
  const inputs: Record<string, GraphTensor> = {
    rows: { data: rows, shape: [count, model.width] },
    order: { data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i)), shape: [count] },
    start: integer(0),
    steps: integer(steps),
    "learningRate.each": { data: new Float32Array(steps).fill(learningRate), shape: [steps] },
    ...noise.inputs(0, steps),
    "weights.first": { data: weights, shape: [weights.length] },
  };
  for (const { name, shape } of optimizer.slots(model.parameters)) {
    const size = shape.reduce((product, one) => product * one, 1);
    inputs[`${name}.first`] = { data: new Float32Array(size), shape };
  }
  const outputs = await session.run(inputs);
  await session.dispose();
  const terms = Object.entries(outputs).filter(([name]) => name.startsWith(termPrefix));
  return {
    terms: Object.fromEntries(
      terms.map(([name, { data }]) => [
        name.slice(termPrefix.length, -".all".length),
        [...(data as Float32Array)],
      ]),
    ),
    weights: outputs["weights.last"].data as Float32Array,
    losses: [...(outputs["loss.all"].data as Float32Array)],
  };
}
