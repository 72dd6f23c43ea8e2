import { resolve } from "node:path";
import type { Bound } from "../../config/config.js";
import { compressFile } from "../../engine/jobs/compressFile.js";
import { UsageError } from "../../errors.js";
import { textOption, type Command, type CommandContext } from "../command.js";
import { sayCompression } from "../reportCompression.js";
import { resolveRun } from "../resolveRun.js";

export const compressCommand: Command = {
  name: "compress",
  arguments: "INPUT|CONFIG",
  positionals: [1, 1],
  summary: "Compress a data file, training on it first where no finished run fits.",
  options: {
    output: { type: "string", short: "o", value: "FILE", help: "default: NAME.collimated.npz" },
    bound: { type: "string", value: "R", help: "largest error as a share of each column's range" },
    absolute: { type: "string", value: "A", help: "largest error in the units of the columns" },
    relative: {
      type: "string",
      value: "P",
      help: "largest error as a share of each value; with --absolute: the larger of the two",
    },
    exact: { type: "boolean", help: "every bit comes back" },
    none: { type: "boolean", help: "no bound: what the model leaves" },
    run: { type: "string", value: "RUN", help: "use the model of this run" },
    "runs-folder": { type: "string", value: "DIR", help: "where runs are kept" },
  },
  async run(context) {
    const bound = boundOption(context);
    const output = textOption(context, "output");
    const run = textOption(context, "run");
    const runsFolder = textOption(context, "runs-folder");
    const outcome = await compressFile(
      {
        target: resolve(context.positionals[0]!),
        threads: context.threads,
        ...(output === undefined ? {} : { output: resolve(output) }),
        ...(bound === undefined ? {} : { bound }),
        ...(run === undefined ? {} : { run: await resolveRun(run) }),
        ...(runsFolder === undefined ? {} : { runsFolder: resolve(runsFolder) }),
      },
      context.progress,
    );
    sayCompression(context.output, outcome, outcome.verification);
    return outcome;
  },
};

function boundOption(context: CommandContext): Bound | undefined {
  const given: Bound[] = [];
  const range = textOption(context, "bound");
  if (range !== undefined) given.push({ range: positiveNumber("--bound", range) });
  const absolute = textOption(context, "absolute");
  const relative = textOption(context, "relative");
  const share = relative === undefined ? undefined : shareOfValue(relative);
  if (absolute !== undefined) {
    const size = positiveNumber("--absolute", absolute);
    given.push(share === undefined ? { absolute: size } : { absolute: size, relative: share });
  } else if (share !== undefined) {
    given.push({ relative: share });
  }
  if (context.values["exact"] === true) given.push("exact");
  if (context.values["none"] === true) given.push("none");
  if (given.length > 1)
    throw new UsageError(
      "Give one of --bound, --absolute, --relative, --exact and --none; --absolute and --relative go together.",
    );
  return given[0];
}

function shareOfValue(text: string): number {
  const share = positiveNumber("--relative", text);
  if (share < 1) return share;
  throw new UsageError(`--relative takes a share of each value below 1, not "${text}".`);
}

function positiveNumber(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new UsageError(`${option} takes a positive number, not "${text}".`);
  }
  return value;
}
