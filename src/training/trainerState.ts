import { FileFormatError } from "../errors.js";
import type { GraphTensor } from "../graph/graphRuntime.js";
import type { Autoencoder } from "../models/autoencoder.js";
import type { Optimizer } from "./optimizers/optimizer.js";
import { initialWeights } from "./initialWeights.js";
import type { TrainerCheckpoint } from "./trainerCheckpoint.js";

interface StateArray {
  readonly name: string;
  readonly shape: readonly number[];
  present: Float32Array;
  /** Where the next step writes: the two change places. */
  spare: Float32Array;
}

/** The weights and the optimiser's arrays of a training run. */
export class TrainerState {
  private constructor(private readonly arrays: readonly StateArray[]) {}

  static initial(model: Autoencoder, optimizer: Optimizer, seed: number): TrainerState {
    const slots = optimizer.slots(model.parameters).map(({ name, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      return stateArray(name, shape, new Float32Array(length));
    });
    const weights = stateArray("weights", [model.parameters], initialWeights(model, seed));
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
      if (saved?.length !== array.present.length) {
        throw new FileFormatError(
          `The checkpoint does not fit the model: array "${array.name}" should hold ${String(array.present.length)} numbers. Train again from the start.`,
        );
      }
      array.present.set(saved);
    }
    return state;
  }

  get weights(): Float32Array {
    return this.arrays[0].present;
  }

  /** Lets `run` compute the next state from inputs NAME.first into outputs NAME.last, then makes it the present one. */
  async step(
    run: (
      before: Record<string, GraphTensor>,
      after: Record<string, GraphTensor>,
    ) => Promise<unknown>,
  ): Promise<void> {
    const before: Record<string, GraphTensor> = {};
    const after: Record<string, GraphTensor> = {};
    for (const { name, shape, present, spare } of this.arrays) {
      before[`${name}.first`] = { data: present, shape };
      after[`${name}.last`] = { data: spare, shape };
    }
    await run(before, after);
    for (const array of this.arrays) {
      [array.present, array.spare] = [array.spare, array.present];
    }
  }

  copy(): Pick<TrainerCheckpoint, "weights" | "optimizer"> {
    const [weights, ...slots] = this.arrays;
    return {
      weights: weights.present.slice(),
      optimizer: Object.fromEntries(slots.map(({ name, present }) => [name, present.slice()])),
    };
  }
}

function stateArray(name: string, shape: readonly number[], present: Float32Array): StateArray {
  return { name, shape, present, spare: new Float32Array(present.length) };
}
