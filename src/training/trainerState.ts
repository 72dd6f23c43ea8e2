import { FileFormatError } from "../errors.js";
import type { GraphTensor } from "../graph/graphRuntime.js";
import type { Autoencoder } from "../models/autoencoder.js";
import type { Optimizer } from "./optimizers/optimizer.js";
import { initialWeights } from "./initialWeights.js";
import { acceptState, arrayStates, stateInputs, type StateArray } from "./stateArrays.js";
import type { TrainerCheckpoint } from "./trainerCheckpoint.js";

/** The weights and the optimiser's arrays of a training run. */
export class TrainerState {
  private constructor(private readonly arrays: readonly StateArray[]) {}

  static initial(model: Autoencoder, optimizer: Optimizer, seed: number): TrainerState {
    const weights = initialWeights(model, seed);
    return new TrainerState(arrayStates(weights, optimizer.slots(model.parameters)));
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
    return stateInputs(this.arrays);
  }

  /** Takes the outputs NAME.last of a training graph over as the state. */
  accept(outputs: Readonly<Record<string, GraphTensor>>): void {
    acceptState(this.arrays, outputs);
  }

  copy(): Pick<TrainerCheckpoint, "weights" | "optimizer"> {
    const [weights, ...slots] = this.arrays;
    return {
      weights: weights.values.slice(),
      optimizer: Object.fromEntries(slots.map(({ name, values }) => [name, values.slice()])),
    };
  }
}
