import type { TrainerAdvance } from "./trainer.js";
import type { TrainerCheckpoint } from "./trainerCheckpoint.js";

/** Training that is done a few steps at a time, whatever the model. */
export interface TrainingProcess {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Rows per step. */
  readonly batchSize: number;
  readonly stepsDone: number;
  readonly finished: boolean;
  /** Epoch and validation loss of the best weights; null where none were validated. */
  readonly bestSoFar: { readonly epoch: number; readonly loss: number } | null;
  /** Does up to `maxSteps` steps, but never more than the present epoch has left. */
  advance(maxSteps: number): Promise<TrainerAdvance>;
  /** The mean loss over rows that are watched; null where there are none. */
  validate(): Promise<{ readonly loss: number; readonly best: boolean } | null>;
  /** A copy of all that is needed to go on from here. */
  checkpoint(): TrainerCheckpoint;
  dispose(): Promise<void>;
}
