/** Everything that a training run needs to go on as if it had never stopped. */
export interface TrainerCheckpoint {
  /** Epochs done. */
  readonly epoch: number;
  /** Steps done in the present epoch. */
  readonly step: number;
  readonly weights: Float32Array;
  /** The optimiser's arrays by name. */
  readonly optimizer: Readonly<Record<string, Float32Array>>;
  readonly best: BestWeights | null;
}

/** The weights with the lowest validation loss so far. */
export interface BestWeights {
  readonly weights: Float32Array;
  /** Epochs done when they were found. */
  readonly epoch: number;
  readonly loss: number;
}
