import type { TrainingConfig } from "../config/config.js";
import { FileFormatError, UsageError } from "../errors.js";
import type { GraphRuntime, GraphTensor } from "../graph/graphRuntime.js";
import type { Autoencoder, AutoencoderLayers } from "../models/autoencoder.js";
import type { DerivedTarget } from "../models/derivedTarget.js";
import { createModel, type ModelOptions } from "../models/registry.js";
import { Calibration } from "./calibration.js";
import { permutation, randomStreams } from "./counterRandom.js";
import type { FastestSession } from "./fastestSession.js";
import { learningRateAt } from "./learningRate.js";
import { NoisePools } from "./noisePools.js";
import { openFastest } from "./openStep.js";
import { optimizers } from "./optimizers/registry.js";
import { splitRows } from "./splitRows.js";
import { termPrefix } from "./tracedStep.js";
import type { BestWeights, TrainerCheckpoint } from "./trainerCheckpoint.js";
import { TrainerState } from "./trainerState.js";
import { modelObjective } from "./trainingStep.js";
import { Validation, validationBatches } from "./validation.js";

export interface TrainerOptions {
  /** Normalised rows, row-major, all finite; used in place, so not to be changed while the trainer lives. */
  readonly rows: Float32Array;
  readonly rowCount: number;
  readonly width: number;
  readonly model: ModelOptions;
  /** What an error of each number of a row counts; null or absent: the same. */
  readonly columnWeights?: readonly number[] | null;
  /** Quantities whose errors count as well; absent: none. */
  readonly targets?: readonly DerivedTarget[];
  /** Lengths of the blocks of arrays that rows are (see `createModel`); absent: rows are those of a table. */
  readonly block?: readonly number[];
  readonly training: TrainingConfig;
  /** Ways to run graphs that all give the same bits, one at least: the fastest is found by measuring. */
  readonly runtimes: readonly GraphRuntime[];
}

export interface TrainerAdvance {
  /** Steps that were done; 0 where training has ended. */
  readonly steps: number;
  /** The loss of every step's batch before the step. Not finite where training has diverged. */
  readonly losses: Float32Array;
  /** The terms of the loss by name, where it has several: one number per step. */
  readonly terms?: Readonly<Record<string, Float32Array>>;
  readonly seconds: number;
  /** Whether the last of the steps completed an epoch. */
  readonly epochEnded: boolean;
}

/** Without a validation share, the loss is watched on at most so many rows of the training data. */
const watchedRows = 16_384;

/** Trains one model, a few steps at a time. Equal options give equal weights, bit for bit, whether resumed or not. */
export class Trainer {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  private readonly noise: NoisePools;
  private order: { epoch: number; rows: BigInt64Array } | null = null;
  private epoch: number;
  private step: number;
  private best: BestWeights | null;

  private constructor(
    private readonly options: TrainerOptions,
    readonly model: Autoencoder,
    /** Rows per step. */
    readonly batchSize: number,
    private readonly trainingRows: Uint32Array,
    private readonly loop: FastestSession,
    private readonly validation: Validation,
    private readonly calibration: Calibration,
    private readonly state: TrainerState,
    checkpoint: TrainerCheckpoint | null,
  ) {
    this.stepsPerEpoch = Math.floor(trainingRows.length / batchSize);
    this.totalSteps = this.stepsPerEpoch * options.training.epochs;
    const { seed } = options.training;
    this.noise = new NoisePools(model.feeds, seed, batchSize, this.totalSteps);
    this.epoch = checkpoint?.epoch ?? 0;
    this.step = checkpoint?.step ?? 0;
    this.best = checkpoint?.best ?? null;
  }

  /**
   * Prepares training, or, from a checkpoint of the same options, its continuation.
   * Throws UsageError where there are no rows, FileFormatError where the checkpoint does not fit.
   */
  static async create(
    options: TrainerOptions,
    checkpoint: TrainerCheckpoint | null = null,
  ): Promise<Trainer> {
    const { rows, rowCount, width, training, runtimes } = options;
    if (rowCount === 0 || width === 0) {
      throw new UsageError("There is nothing to train on: the table has no rows or no columns.");
    }
    if (rows.length !== rowCount * width) {
      throw new RangeError(
        `${String(rows.length)} values are not ${String(rowCount)} rows of ${String(width)}.`,
      );
    }
    const model = createModel(
      options.model,
      width,
      options.columnWeights ?? null,
      options.block ?? null,
      options.targets,
    );
    const optimizer = optimizers[training.optimizer];
    const split = splitRows(rowCount, training.validationFraction, training.seed);
    const batchSize = Math.min(training.batchSize, split.training.length);
    const state =
      checkpoint === null
        ? TrainerState.initial(model, optimizer, training.seed)
        : TrainerState.restored(model, optimizer, checkpoint);
    if (checkpoint !== null) checkPlace(checkpoint, model, split.training.length, batchSize);
    const watched = split.validation.length > 0 ? split.validation : thinned(split.training);
    const validation = await Validation.create(
      runtimes[0],
      modelObjective(model),
      validationBatches(rows, width, watched),
    );
    const loop = await openFastest(runtimes, model, optimizer, batchSize);
    const trainer = new Trainer(
      options,
      model,
      batchSize,
      split.training,
      loop,
      validation,
      await Calibration.create(runtimes[0], model, rows, thinned(split.training)),
      state,
      checkpoint,
    );
    if (trainer.best === null) await trainer.calibrate();
    return trainer;
  }

  /** Epochs done, and steps done in the present epoch. */
  get position(): { readonly epoch: number; readonly step: number } {
    return { epoch: this.epoch, step: this.step };
  }

  /** Steps done since the beginning. */
  get stepsDone(): number {
    return this.epoch * this.stepsPerEpoch + this.step;
  }

  get finished(): boolean {
    return this.epoch >= this.options.training.epochs;
  }

  /** Epoch and validation loss of the best weights so far. */
  get bestSoFar(): { readonly epoch: number; readonly loss: number } | null {
    return this.best === null ? null : { epoch: this.best.epoch, loss: this.best.loss };
  }

  /** Does up to `maxSteps` steps, but never more than the present epoch has left. */
  async advance(maxSteps: number): Promise<TrainerAdvance> {
    const steps = this.finished ? 0 : Math.min(maxSteps, this.stepsPerEpoch - this.step);
    if (steps === 0) {
      return { steps, losses: new Float32Array(0), seconds: 0, epochEnded: false };
    }
    const begun = performance.now();
    const { rows, rowCount, width, training } = this.options;
    const order = this.orderOfEpoch();
    const learningRates = Float32Array.from({ length: steps }, (_, i) =>
      learningRateAt(training.schedule, training.learningRate, this.stepsDone + i, this.totalSteps),
    );
    const outputs = await this.loop.run(
      {
        rows: { data: rows, shape: [rowCount, width] },
        order: { data: order, shape: [order.length] },
        start: integer(this.step * this.batchSize),
        steps: integer(steps),
        "learningRate.each": {
          data: learningRates,
          shape: [steps],
        },
        ...this.noise.inputs(this.stepsDone, steps),
        ...this.state.inputs,
      },
      steps,
    );
    this.state.accept(outputs);
    const losses = outputs["loss.all"].data as Float32Array;
    const terms = Object.fromEntries(
      Object.entries(outputs)
        .filter(([name]) => name.startsWith(termPrefix))
        .map(([name, { data }]) => [
          name.slice(termPrefix.length, -".all".length),
          data as Float32Array,
        ]),
    );
    this.step += steps;
    const epochEnded = this.step === this.stepsPerEpoch;
    if (epochEnded) {
      this.epoch++;
      this.step = 0;
    }
    return { steps, losses, terms, seconds: (performance.now() - begun) / 1000, epochEnded };
  }

  /**
   * The mean loss of the present weights over the validation rows (where none were set aside, over a share of the
   * training rows). Weights with the lowest finite loss so far are kept as the best.
   */
  async validate(): Promise<{ readonly loss: number; readonly best: boolean }> {
    await this.calibrate();
    const { weights } = this.state;
    const loss = await this.validation.loss(weights);
    const best = Number.isFinite(loss) && loss < (this.best?.loss ?? Infinity);
    if (best) this.best = { weights: weights.slice(), epoch: this.epoch, loss };
    return { loss, best };
  }

  /** A copy of all that `create` needs to go on from here. */
  checkpoint(): TrainerCheckpoint {
    return {
      epoch: this.epoch,
      step: this.step,
      ...this.state.copy(),
      best: this.best,
    };
  }

  /** The networks with the best weights (the last ones before any validation) or with the last weights. */
  trainedLayers(which: "best" | "last"): AutoencoderLayers {
    const best = which === "best" ? this.best?.weights : undefined;
    return this.model.layers(best ?? this.state.weights);
  }

  async dispose(): Promise<void> {
    await this.loop.dispose();
    await this.validation.dispose();
    await this.calibration.dispose();
  }

  private async calibrate(): Promise<void> {
    this.state.weights.set(await this.calibration.measured(this.state.weights));
  }

  private orderOfEpoch(): BigInt64Array {
    if (this.order?.epoch !== this.epoch) {
      const { trainingRows } = this;
      const { seed } = this.options.training;
      const places = permutation(seed, randomStreams.shuffle, this.epoch, trainingRows.length);
      const rows = new BigInt64Array(places.length);
      for (let i = 0; i < rows.length; i++) rows[i] = BigInt(trainingRows[places[i]]);
      this.order = { epoch: this.epoch, rows };
    }
    return this.order.rows;
  }
}

function checkPlace(
  { epoch, step, best }: TrainerCheckpoint,
  model: Autoencoder,
  rows: number,
  batchSize: number,
): void {
  const places = Number.isInteger(epoch) && Number.isInteger(step) && epoch >= 0 && step >= 0;
  const fits = best === null || best.weights.length === model.parameters;
  if (places && fits && step < Math.floor(rows / batchSize)) return;
  throw new FileFormatError(
    "The checkpoint does not fit the data or the model. Train again from the start.",
  );
}

function integer(value: number): GraphTensor {
  return { data: BigInt64Array.of(BigInt(value)), shape: [] };
}

/** At most `watchedRows` of the rows, evenly spread. */
function thinned(rows: Uint32Array): Uint32Array {
  const stride = Math.ceil(rows.length / watchedRows);
  return rows.filter((_, i) => i % stride === 0);
}
