import type { GraphTensor } from "../graph/graphRuntime.js";
import type { OptimizerSlot } from "./optimizers/optimizer.js";

/** An array that training carries from step to step. */
export interface StateArray {
  readonly name: string;
  readonly shape: readonly number[];
  values: Float32Array;
}

/** The weights and the optimiser's arrays at zero, in this order. */
export function arrayStates(weights: Float32Array, slots: readonly OptimizerSlot[]): StateArray[] {
  return [
    { name: "weights", shape: [weights.length], values: weights },
    ...slots.map(({ name, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return { name, shape, values: new Float32Array(length) };
    }),
  ];
}

/** The state as inputs NAME.first of a training graph. */
export function stateInputs(arrays: readonly StateArray[]): Record<string, GraphTensor> {
  return Object.fromEntries(
    arrays.map(({ name, shape, values }) => [`${name}.first`, { data: values, shape }]),
  );
}

/** Takes the outputs NAME.last of a training graph over as the state. */
export function acceptState(
  arrays: readonly StateArray[],
  outputs: Readonly<Record<string, GraphTensor>>,
): void {
  for (const array of arrays) array.values = outputs[`${array.name}.last`].data as Float32Array;
}
