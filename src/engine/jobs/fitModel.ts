import { releaseMemory } from "../../runtime/releaseMemory.js";
import { endThreads } from "../../runtime/threadedRuntime.js";
import type { Config } from "../../config/config.js";
import type { Progress } from "../../data/fileAccess.js";
import { StoppedError } from "../../errors.js";
import type { TrainedModel } from "../../models/trainedModel.js";
import { checkpointToBytes } from "../../training/checkpointFile.js";
import type { TrialRecord } from "../../protocol/runRecord.js";
import { triedInWords } from "../../protocol/trialText.js";
import type { LoadedInput } from "../loadInput.js";
import { runFiles } from "../runFolder/runPaths.js";
import type { RunWriter } from "../runFolder/runWriter.js";
import { prepareTraining } from "./prepareTraining.js";
import { TrainingCurve } from "./trainingCurve.js";

/** Milliseconds of one call into the runtime: short enough for Stop, long enough to cost nothing. */
const sliceTarget = 150;
/** Milliseconds between checkpoints. */
const checkpointEvery = 5000;

/** Share of the time that trials take before an entropy model is trained, roughly. */
const shareOfTrials = 0.4;

export interface FittedModel {
  readonly state: "trained" | "stopped";
  /** Null where stopped, or where no column is modelled. */
  readonly model: TrainedModel | null;
}

/**
 * Trains until the config's epochs are done or a stop is asked for; curves, progress and checkpoints go to the run. What
 * training takes is given back at the end: coding needs memory too.
 * @param onTrial told, as the run is, what trials try and find
 */
export async function fitModel(...job: Parameters<typeof train>): Promise<FittedModel> {
  try {
    return await train(...job);
  } finally {
    endThreads();
    releaseMemory();
  }
}

async function train(
  run: RunWriter,
  config: Config,
  input: LoadedInput,
  threads: number,
  progress: Progress,
  onTrial?: (record: TrialRecord) => void,
): Promise<FittedModel> {
  const tries = config.model.type === "masked" && input.table.layout.kind !== "arrays";
  const trialShare = tries ? shareOfTrials : 0;
  const trials: Progress = {
    signal: progress.signal,
    report: (fraction, phase) => {
      if (run.stopRequested) throw new StoppedError("Stopped before training.");
      progress.report(trialShare * fraction, phase);
    },
  };
  const tell = (record: TrialRecord): void => {
    run.metric(record);
    if (record.kind === "trials") run.update({ state: "training" });
    if (record.kind === "tried") run.log(triedInWords(record));
    onTrial?.(record);
  };
  const prepared = await prepareTraining(run.folder, config, input, threads, trials, tell);
  if (prepared === null) {
    run.log("There is no column that a network could learn: none is trained.");
    return { state: "trained", model: null };
  }
  const { trainer } = prepared;
  try {
    run.update({
      state: "training",
      phase: "Training",
      model: {
        type: config.model.type,
        parameters: prepared.parameters,
        latent: prepared.latent ?? 0,
        ...(prepared.networks === null ? {} : { networks: prepared.networks }),
      },
    });
    const curve = new TrainingCurve(run, config, trainer);
    await run.resumedAt(trainer.stepsDone);
    let saved = performance.now();
    const save = (): void => {
      saved = performance.now();
      run.file(runFiles.checkpoint, checkpointToBytes(trainer.checkpoint()));
    };
    let slice = 1;
    while (!trainer.finished) {
      if (progress.signal.aborted || run.stopRequested) {
        run.update({ state: "stopping", phase: "Finishing batch" });
        save();
        run.clearStopRequest();
        run.log(`Stopped at step ${trainer.stepsDone}; checkpoint kept.`);
        run.update({ state: "stopped", phase: "Stopped", ended: Date.now() });
        return { state: "stopped", model: null };
      }
      const done = await trainer.advance(slice);
      slice = nextSlice(slice, done.steps, done.seconds);
      curve.trained(done);
      if (done.epochEnded) {
        const start = performance.now();
        const found = await trainer.validate();
        if (found !== null) {
          curve.validated(found.loss, found.best, (performance.now() - start) / 1000);
        }
      }
      const age = performance.now() - saved;
      if (age > (done.epochEnded ? checkpointEvery / 5 : checkpointEvery)) save();
      const trained = trainer.stepsDone / trainer.totalSteps;
      progress.report(trialShare + (1 - trialShare) * trained, "Training");
    }
    save();
    return { state: "trained", model: prepared.model() };
  } finally {
    await trainer.dispose();
  }
}

/** Steps of the next call, from how long the last one took; at most double, so that a hiccup does not last. */
function nextSlice(slice: number, steps: number, seconds: number): number {
  const fitting = Math.floor((steps * sliceTarget) / Math.max(1e-3, 1000 * seconds));
  return Math.max(1, Math.min(fitting, 2 * slice, 4096));
}
