import { add, log, mul, slice, sum, type Tensor2D } from "@tensorflow/tfjs-core";
import type { TrainingConfig } from "../config/config.js";
import { FileFormatError } from "../errors.js";
import type { GraphRuntime, GraphSession, GraphTensor } from "../graph/graphRuntime.js";
import { codeLength } from "../losses/codeLength.js";
import { MaskedNetwork, type MaskedNetworkShape } from "../models/maskedNetwork.js";
import type { DenseLayer } from "../models/trainedModel.js";
import { permutation, randomStreams, randomWords } from "./counterRandom.js";
import { learningRateAt } from "./learningRate.js";
import { optimizers } from "./optimizers/registry.js";
import { splitRows } from "./splitRows.js";
import { openLoop } from "./openStep.js";
import type { TrainerAdvance } from "./trainer.js";
import type { TrainerCheckpoint } from "./trainerCheckpoint.js";
import { acceptState, arrayStates, stateInputs, type StateArray } from "./stateArrays.js";
import type { Objective } from "./trainingStep.js";
import { Validation, validationBatches } from "./validation.js";

/** One column to train: its network, and where its targets stand in a row. */
export interface MaskedTarget {
  readonly network: MaskedNetworkShape;
  readonly classes: number;
  readonly cells: number;
  /** Low bits of each value that are stored as they are. */
  readonly rawBits: number;
  /** Middle and width of the cell, and class. */
  readonly at: number;
}

export interface MaskedTrainerOptions {
  /** Rows of features and targets, row-major; used in place (shared memory is not copied to other threads). */
  readonly rows: Float32Array;
  readonly rowCount: number;
  /** Rows that the model will code, which share the cost of its weights; `rowCount` where they are all in `rows`. */
  readonly codedRows?: number;
  readonly width: number;
  readonly columns: readonly MaskedTarget[];
  readonly training: TrainingConfig;
  /** Runs the networks; calls are made at the same time. */
  readonly runtime: GraphRuntime;
}

const gradientLimit = 1;
/** Small tables get smaller batches, so that an epoch has so many steps. */
const leastSteps = 64;
const smallestBatch = 64;
/** Weights will be rounded to about this many steps per unit, and take log2(1 + steps) bits. */
const weightSteps = 64;
const smallestTrace = 1e-20;
/** Losses of columns are those after this share of all steps. */
const lateShare = 0.85;

/** Tables of fewer rows need them all for training, and so do networks of more columns for their memory. */
const fewestToSplit = 20_000;
const mostWatched = 64;
/** More rows say nothing new about the loss. */
const mostAside = 4096;

interface ColumnTraining {
  /** The code length of rows that training does not see; null without such rows. */
  readonly validation: Validation | null;
  /** Sum and number of the losses of the last steps. */
  readonly lately: { sum: number; count: number };
  readonly network: MaskedNetwork;
  readonly session: GraphSession;
  readonly state: StateArray[];
}

/**
 * The code length in bits of one column's values.
 * @param codedRows that share the cost of the weights
 */
export function columnObjective(target: MaskedTarget, width: number, codedRows: number): Objective {
  const network = new MaskedNetwork(target.network);
  return {
    parameters: network.parameters,
    width,
    gradientLimit,
    loss: (weights, batch) => {
      const own = (offset: number): Tensor2D =>
        slice(batch, [0, target.at + offset], [batch.shape[0], 1]);
      const bits = codeLength(
        network.apply(weights, batch),
        { middle: own(0), width: own(1), class: own(2) },
        { components: target.network.components, classes: target.classes, cells: target.cells },
      );
      const weightNats = sum(log(add(mul(mul(weights, weights), weightSteps ** 2), 1)));
      return { total: add(bits, mul(weightNats, 0.5 / (Math.LN2 * codedRows))), terms: {} };
    },
  };
}

/**
 * Trains the networks of a masked autoencoder, a few steps at a time. The loss is the code length of a row in bits; as it
 * is a sum over columns with weights of their own, every network is trained by itself, on the same batches.
 * Equal options give equal weights, bit for bit, whether resumed or not.
 */
export class MaskedTrainer {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** No weights are set aside: the last ones count. */
  readonly bestSoFar = null;
  /** Rows in the order of an epoch; shared memory goes to other threads once. */
  private order: { epoch: number; rows: BigInt64Array } | null = null;
  private step = 0;

  private constructor(
    private readonly options: MaskedTrainerOptions,
    readonly batchSize: number,
    private readonly trainingRows: Uint32Array,
    private readonly columns: readonly ColumnTraining[],
  ) {
    this.stepsPerEpoch = Math.max(1, Math.floor(trainingRows.length / batchSize));
    this.totalSteps = this.stepsPerEpoch * options.training.epochs;
  }

  /** Prepares training, or its continuation. @throws FileFormatError where the checkpoint does not fit */
  static async create(
    options: MaskedTrainerOptions,
    checkpoint: TrainerCheckpoint | null = null,
  ): Promise<MaskedTrainer> {
    const { training, width, runtime, rows, rowCount } = options;
    const optimizer = optimizers[training.optimizer];
    const splits = rowCount >= fewestToSplit && options.columns.length <= mostWatched;
    const share = splits ? Math.min(training.validationFraction, mostAside / rowCount) : 0;
    const split = splitRows(rowCount, share, training.seed);
    const watched = validationBatches(rows, width, split.validation);
    const count = split.training.length;
    const few = Math.max(smallestBatch, Math.floor(count / leastSteps));
    const batchSize = Math.min(training.batchSize, count, few);
    // Threads of the runtime open some sessions while the graphs of the next are made.
    const open = async (target: MaskedTarget, index: number): Promise<ColumnTraining> => {
      const network = new MaskedNetwork(target.network);
      const objective = columnObjective(target, width, options.codedRows ?? rowCount);
      const session = await openLoop(runtime, objective, optimizer, [batchSize]);
      const validation =
        watched.length === 0 ? null : await Validation.create(runtime, objective, watched);
      const weights = network.initialWeights((count) => {
        const words = randomWords(training.seed, randomStreams.initialWeights, index, count);
        return Float32Array.from(words, (word) => word / 2 ** 31 - 1);
      });
      const state = arrayStates(weights, optimizer.slots(network.parameters));
      return { network, session, state, validation, lately: { sum: 0, count: 0 } };
    };
    const columns = await Promise.all(options.columns.map(open));
    const trainer = new MaskedTrainer(options, batchSize, split.training, columns);
    if (checkpoint !== null) trainer.restore(checkpoint);
    return trainer;
  }

  get stepsDone(): number {
    return this.step;
  }

  get finished(): boolean {
    return this.step >= this.totalSteps;
  }

  /** Weights and biases of all networks. */
  get parameters(): number {
    return this.columns.reduce((sum, { network }) => sum + network.parameters, 0);
  }

  /** Networks, one per column. */
  get networks(): number {
    return this.columns.length;
  }

  /** Low bits of a row that are stored as they are: part of its code length. */
  private get rawBits(): number {
    return this.options.columns.reduce((sum, { rawBits }) => sum + rawBits, 0);
  }

  /** Does up to `maxSteps` steps, but never more than the present epoch has left. */
  async advance(maxSteps: number): Promise<TrainerAdvance> {
    const inEpoch = this.step % this.stepsPerEpoch;
    const steps = this.finished ? 0 : Math.min(maxSteps, this.stepsPerEpoch - inEpoch);
    const losses = new Float32Array(steps).fill(this.rawBits);
    if (steps === 0) return { steps, losses, seconds: 0, epochEnded: false };
    const begun = performance.now();
    const { rows, rowCount, width, training } = this.options;
    const order = this.orderOfEpoch();
    const { schedule, learningRate } = training;
    const rates = Float32Array.from({ length: steps }, (_, i) =>
      learningRateAt(schedule, learningRate, this.step + i, this.totalSteps),
    );
    const inputs: Record<string, GraphTensor> = {
      rows: { data: rows, shape: [rowCount, width] },
      order: { data: order, shape: [order.length] },
      start: integer(inEpoch * this.batchSize),
      steps: integer(steps),
      "learningRate.each": { data: rates, shape: [steps] },
    };
    const each = await Promise.all(
      this.columns.map(async ({ session, state }) => {
        const outputs = await session.run({ ...inputs, ...stateInputs(state) });
        acceptState(state, outputs);
        return outputs["loss.all"].data as Float32Array;
      }),
    );
    each.forEach((own, c) => {
      const { lately } = this.columns[c];
      for (let i = 0; i < steps; i++) {
        losses[i] += own[i];
        if (this.step + i < lateShare * this.totalSteps) continue;
        lately.sum += own[i];
        lately.count++;
      }
    });
    this.step += steps;
    const epochEnded = this.step % this.stepsPerEpoch === 0;
    if (epochEnded) for (const { state } of this.columns) dropTraces(state);
    return { steps, losses, seconds: (performance.now() - begun) / 1000, epochEnded };
  }

  /** Code length in bits of a row that training does not see; null where none are kept from it. */
  async validate(): Promise<{ readonly loss: number; readonly best: boolean } | null> {
    if (this.columns[0].validation === null) return null;
    const bits = await Promise.all(
      this.columns.map(({ validation, state }) => validation!.loss(state[0].values)),
    );
    return { loss: bits.reduce((sum, own) => sum + own, this.rawBits), best: false };
  }

  /** Bits per value of each column over the last steps, from training; 0 before those. */
  get columnBits(): number[] {
    return this.columns.map(
      ({ lately: { sum, count } }, c) => sum / Math.max(1, count) + this.options.columns[c].rawBits,
    );
  }

  /** A copy of all that `create` needs to go on from here: the arrays of all networks, one after the other. */
  checkpoint(): TrainerCheckpoint {
    const joined = (index: number): Float32Array =>
      Float32Array.from(this.columns.flatMap(({ state }) => [...state[index].values]));
    const names = this.columns[0].state.map(({ name }) => name);
    return {
      epoch: Math.floor(this.step / this.stepsPerEpoch),
      step: this.step % this.stepsPerEpoch,
      weights: joined(0),
      optimizer: Object.fromEntries(names.slice(1).map((name, i) => [name, joined(i + 1)])),
      best: null,
    };
  }

  /** The trained networks, in the order of the columns. */
  layers(): DenseLayer[][] {
    return this.columns.map(({ network, state }) => network.layers(state[0].values));
  }

  async dispose(): Promise<void> {
    for (const { session, validation } of this.columns) {
      await validation?.dispose();
      await session.dispose();
    }
  }

  private restore({ epoch, step, weights, optimizer }: TrainerCheckpoint): void {
    this.columns[0].state.forEach(({ name }, index) => {
      const saved = index === 0 ? weights : optimizer[name];
      let at = 0;
      for (const { state } of this.columns) {
        const { values } = state[index];
        if (saved === undefined || at + values.length > saved.length) unfit();
        values.set(saved.subarray(at, (at += values.length)));
      }
      if (at !== saved?.length) unfit();
    });
    this.step = epoch * this.stepsPerEpoch + step;
    if (!(Number.isInteger(this.step) && this.step >= 0 && this.step <= this.totalSteps)) unfit();
  }

  private orderOfEpoch(): BigInt64Array {
    const epoch = Math.floor(this.step / this.stepsPerEpoch);
    if (this.order?.epoch !== epoch) {
      const { trainingRows } = this;
      const { seed } = this.options.training;
      const places = permutation(seed, randomStreams.shuffle, epoch, trainingRows.length);
      const rows = new BigInt64Array(new SharedArrayBuffer(8 * places.length));
      places.forEach((place, i) => (rows[i] = BigInt(trainingRows[place])));
      this.order = { epoch, rows };
    }
    return this.order.rows;
  }
}

/**
 * Sets what has almost vanished to zero: weights without use shrink on and on, and arithmetic with subnormal numbers is
 * many times slower.
 */
function dropTraces(state: readonly StateArray[]): void {
  for (const { values } of state) {
    for (let i = 0; i < values.length; i++) {
      if (Math.abs(values[i]) < smallestTrace) values[i] = 0;
    }
  }
}

function unfit(): never {
  throw new FileFormatError(
    "The checkpoint does not fit the data or the model. Train again from the start.",
  );
}

function integer(value: number): GraphTensor {
  return { data: BigInt64Array.of(BigInt(value)), shape: [] };
}
