import type { Config } from "../../config/config.js";
import { UsageError } from "../../errors.js";
import { learningRateAt } from "../../training/learningRate.js";
import type { TrainerAdvance } from "../../training/trainer.js";
import type { TrainingProcess } from "../../training/trainingProcess.js";
import type { RunWriter } from "../runFolder/runWriter.js";

/** Milliseconds between records of the curve. */
const recordEvery = 250;

/** Turns losses per step into records of the curve and into the progress of the run. */
export class TrainingCurve {
  private losses: number[] = [];
  /** Sums of the terms of the loss since the last record. */
  private terms = new Map<string, number>();
  private lossSeconds = 0;
  private recorded = performance.now();
  private first = true;
  private rate = 0;
  /** Seconds of training and validation, over all sittings of the run. */
  private seconds: number;

  constructor(
    private readonly run: RunWriter,
    private readonly config: Config,
    private readonly trainer: TrainingProcess,
  ) {
    this.seconds = run.record.progress?.secondsDone ?? 0;
  }

  trained({ losses, terms, seconds }: TrainerAdvance): void {
    for (const loss of losses) this.losses.push(loss);
    for (const [name, values] of Object.entries(terms ?? {})) {
      this.terms.set(
        name,
        values.reduce((sum, term) => sum + term, this.terms.get(name) ?? 0),
      );
    }
    this.lossSeconds += seconds;
    this.seconds += seconds;
    const last = this.losses.at(-1);
    if (last !== undefined && !Number.isFinite(last)) {
      throw new UsageError(
        `The loss became ${last} at step ${this.trainer.stepsDone}: ` +
          `lower "learningRate" (now ${this.config.training.learningRate}) or look for huge values in the input.`,
      );
    }
    if (this.first || performance.now() - this.recorded > recordEvery) this.record();
  }

  validated(loss: number, best: boolean, seconds: number): void {
    this.record();
    this.seconds += seconds;
    this.run.metric({
      kind: "validation",
      step: this.trainer.stepsDone,
      epoch: this.epoch,
      time: this.seconds,
      loss,
      best,
    });
    this.progress();
  }

  private get epoch(): number {
    return this.trainer.stepsDone / this.trainer.stepsPerEpoch;
  }

  private get learningRate(): number {
    const { schedule, learningRate } = this.config.training;
    const { stepsDone, totalSteps } = this.trainer;
    return learningRateAt(schedule, learningRate, Math.max(0, stepsDone - 1), totalSteps);
  }

  private record(): void {
    if (this.losses.length === 0) return;
    const rows = this.losses.length * this.trainer.batchSize;
    this.rate = rows / this.lossSeconds;
    this.run.metric({
      kind: "train",
      step: this.trainer.stepsDone,
      epoch: this.epoch,
      time: this.seconds,
      loss: this.losses.reduce((sum, loss) => sum + loss, 0) / this.losses.length,
      ...(this.terms.size > 1 ? { parts: this.meanTerms(this.losses.length) } : {}),
      learningRate: this.learningRate,
      rowsPerSecond: this.rate,
    });
    this.losses = [];
    this.terms = new Map();
    this.lossSeconds = 0;
    this.recorded = performance.now();
    this.first = false;
    this.progress();
  }

  private meanTerms(steps: number): Record<string, number> {
    return Object.fromEntries([...this.terms].map(([name, sum]) => [name, sum / steps]));
  }

  private progress(): void {
    const step = this.trainer.stepsDone;
    const steps = this.trainer.totalSteps;
    const best = this.trainer.bestSoFar;
    this.run.update({
      progress: {
        epoch: Math.floor(this.epoch),
        epochs: this.trainer.totalSteps / this.trainer.stepsPerEpoch,
        step,
        steps,
        rowsPerSecond: this.rate,
        secondsDone: this.seconds,
        secondsLeft: step === 0 ? null : (this.seconds / step) * (steps - step),
        bestEpoch: best?.epoch ?? null,
        bestLoss: best?.loss ?? null,
      },
    });
  }
}
