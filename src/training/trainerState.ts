import { FileFormatError } from "../errors.js";
import type { GraphTensor } from "../graph/graphRuntime.js";
import type { Autoencoder } from "../models/autoencoder.js";
import type { Optimizer } from "./optimizers/optimizer.js";
import { initialWeights } from "./initialWeights.js";
import type { TrainerCheckpoint } from "./trainerCheckpoint.js";

interface StateArray {
  readonly name: string;
  readonly shape: readonly number[];
  values: Float32Array;
}

/** The weights and the optimiser's arrays of a training run. */
export class TrainerState {
  private constructor(private readonly arrays: readonly StateArray[]) {}

  static initial(model: Autoencoder, optimizer: Optimizer, seed: number): TrainerState {
    const slots = optimizer.slots(model.parameters).map(({ name, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return { name, shape, values: new Float32Array(length) };
    });
    const values = initialWeights(model, seed);
    const weights = { name: "weights", shape: [model.parameters], values };
    return new TrainerState([weights, ...slots]);
  }

  /** Copies a checkpoint's arrays. Throws FileFormatError where they are not those of this model and optimiser. */
  static restored(
    model: Autoencoder,
    optimizer: Optimizer,
    checkpoint: TrainerCheckpoint,
  ): TrainerState {
    const state = TrainerState.initial(model, optimizer, 0);
    for (const array of state.arrays) {
      const saved =
        array.name === "weights" ? checkpoint.weights : checkpoint.optimizer[array.name];
      if (saved?.length !== array.values.length) {
        throw new FileFormatError(
          `The checkpoint does not fit the model: array "${array.name}" should hold ${String(array.values.length)} numbers. Train again from the start.`,
        );
      }
      array.values.set(saved);
    }
    return state;
  }

  get weights(): Float32Array {
    return this.arrays[0].values;
  }

  /** The state as inputs NAME.first of a training graph. */
  get inputs(): Record<string, GraphTensor> {
    return Object.fromEntries(
      this.arrays.map(({ name, shape, values }) => [`${name}.first`, { data: values, shape }]),
    );
  }

  /** Takes the outputs NAME.last of a training graph over as the state. */
  accept(outputs: Readonly<Record<string, GraphTensor>>): void {
    for (const array of this.arrays) {
      array.values = outputs[`${array.name}.last`].data as Float32Array;
    }
  }

  copy(): Pick<TrainerCheckpoint, "weights" | "optimizer"> {
    const [weights, ...slots] = this.arrays;
    return {
      weights: weights.values.slice(),
      optimizer: Object.fromEntries(slots.map(({ name, values }) => [name, values.slice()])),
    };
  }
}
