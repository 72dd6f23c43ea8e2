import type { GraphTensor } from "../graph/graphRuntime.js";
import type { OptimizerSlot } from "./optimizers/optimizer.js";

/** An array that training carries from step to step. */
export interface StateArray {
  readonly name: string;
  readonly shape: readonly number[];
  present: Float32Array;
  /** Where the next step writes: the two change places. */
  spare: Float32Array;
}

/** The weights and the optimiser's arrays at zero, in this order. */
export function arrayStates(weights: Float32Array, slots: readonly OptimizerSlot[]): StateArray[] {
  const make = (name: string, shape: readonly number[], present: Float32Array): StateArray => ({
    name,
    shape,
    present,
    spare: new Float32Array(present.length),
  });
  return [
    make("weights", [weights.length], weights),
    ...slots.map(({ name, shape }) =>
      make(name, shape, new Float32Array(shape.reduce((product, size) => product * size, 1))),
    ),
  ];
}

/** Lets `run` compute the next state from inputs NAME.first into outputs NAME.last, then makes it the present one. */
export async function stepArrays(
  arrays: readonly StateArray[],
  run: (
    before: Record<string, GraphTensor>,
    after: Record<string, GraphTensor>,
  ) => Promise<unknown>,
): Promise<void> {
  const before: Record<string, GraphTensor> = {};
  const after: Record<string, GraphTensor> = {};
  for (const { name, shape, present, spare } of arrays) {
    before[`${name}.first`] = { data: present, shape };
    after[`${name}.last`] = { data: spare, shape };
  }
  await run(before, after);
  for (const array of arrays) [array.present, array.spare] = [array.spare, array.present];
}
