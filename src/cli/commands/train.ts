import { resolve } from "node:path";
import { trainRun } from "../../engine/jobs/trainRun.js";
import type { TrialRecord } from "../../protocol/runRecord.js";
import { chosenInWords, triedInWords } from "../../protocol/trialText.js";
import { deviceNamed } from "../../runtime/devices.js";
import { StoppedError } from "../../errors.js";
import { textOption, type Command } from "../command.js";
import { resolveRun } from "../resolveRun.js";
import { sayRepeats } from "../reportRepeats.js";
import { sayCompression } from "../reportCompression.js";

export const trainCommand: Command = {
  name: "train",
  arguments: "CONFIG",
  positionals: [1, 1],
  summary: "Train the model of a config; the run is kept in runs/NAME/NNN beside it.",
  options: {
    resume: { type: "string", value: "RUN", help: "go on with a stopped or interrupted run" },
    "runs-folder": { type: "string", value: "DIR", help: "keep runs there instead" },
    device: {
      type: "string",
      value: "D",
      help: "auto, cpu or tensorflow (instead of the config's)",
    },
  },
  async run(context) {
    const configFile = resolve(context.positionals[0]!);
    const runsFolder = textOption(context, "runs-folder");
    const resume = textOption(context, "resume");
    const device = textOption(context, "device");
    const trials: TrialRecord[] = [];
    const outcome = await trainRun(
      {
        configFile,
        threads: context.threads,
        onRun: (folder) => {
          context.output.detail(`Run folder: ${folder}`);
        },
        onTrial: (record) => {
          if (record.kind === "tried") context.output.detail(triedInWords(record));
          if (record.kind !== "trial") trials.push(record);
        },
        ...(device === undefined ? {} : { device: deviceNamed(device) }),
        ...(runsFolder === undefined ? {} : { runsFolder: resolve(runsFolder) }),
        ...(resume === undefined ? {} : { resume: await resolveRun(resume) }),
      },
      context.progress,
    );
    const { evaluation } = outcome;
    if (evaluation === null) {
      throw new StoppedError(
        `Stopped; the checkpoint is kept. Go on with: collimate train ${context.positionals[0]!} --resume ${outcome.folder}`,
      );
    }
    context.output.say(`Trained: ${outcome.folder}`);
    const chosen = chosenInWords(trials);
    if (chosen !== null) context.output.say(`  ${chosen}`);
    sayCompression(context.output, evaluation.compression, evaluation.verification);
    if (evaluation.repeats !== undefined) sayRepeats(context.output, evaluation.repeats);
    return {
      run: outcome.folder,
      state: outcome.state,
      compression: evaluation.compression,
      verification: evaluation.verification,
      ...(evaluation.repeats === undefined ? {} : { repeats: evaluation.repeats }),
    };
  },
};
