import { extname, resolve } from "node:path";
import { compareRuns } from "../../engine/jobs/compareRuns.js";
import { writeWhole } from "../../engine/nodeFiles.js";
import { UsageError } from "../../errors.js";
import { comparisonCsv, comparisonMarkdown } from "../../protocol/comparisonText.js";
import { textOption, type Command } from "../command.js";
import { resolveRun } from "../resolveRun.js";

const defaultBound = 1e-3;

export const compareCommand: Command = {
  name: "compare",
  arguments: "CONFIG|RUN...",
  positionals: [1, 1000],
  summary:
    "Compare models on one input, trained first where they are not: sizes, times, and what each does to the physics.",
  options: {
    bound: {
      type: "string",
      value: "R",
      help: `bound of the second ratio (default ${defaultBound})`,
    },
    markdown: { type: "boolean", help: "tables in Markdown (the default)" },
    csv: { type: "boolean", help: "one table with a line per model, numbers in full" },
    plots: { type: "boolean", help: "with --json: the bins of every column's plots too" },
    output: { type: "string", short: "o", value: "FILE", help: "write the tables there" },
    "runs-folder": { type: "string", value: "DIR", help: "where runs are kept" },
  },
  async run(context) {
    const { values, positionals, output } = context;
    if (values["csv"] === true && values["markdown"] === true) {
      throw new UsageError("Give one of --csv and --markdown.");
    }
    const runsFolder = textOption(context, "runs-folder");
    const comparison = await compareRuns(
      {
        targets: await Promise.all(
          positionals.map(async (target) =>
            extname(target) === ".json" ? resolve(target) : await resolveRun(target),
          ),
        ),
        bound: boundOption(textOption(context, "bound")),
        threads: context.threads,
        plots: values["plots"] === true,
        ...(runsFolder === undefined ? {} : { runsFolder: resolve(runsFolder) }),
      },
      context.progress,
    );
    const text =
      values["csv"] === true ? comparisonCsv(comparison) : comparisonMarkdown(comparison);
    const file = textOption(context, "output");
    if (file === undefined) output.say(text.trimEnd());
    else await writeWhole(resolve(file), (sink) => sink.write(new TextEncoder().encode(text)));
    return comparison;
  },
};

function boundOption(text: string | undefined): number {
  const bound = text === undefined ? defaultBound : Number(text);
  if (bound > 0 && Number.isFinite(bound)) return bound;
  throw new UsageError(`--bound takes a positive number, not "${text ?? ""}".`);
}
