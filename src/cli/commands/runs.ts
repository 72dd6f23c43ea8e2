import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { listRuns, readEvaluation } from "../../engine/runFolder/readRun.js";
import type { Command } from "../command.js";

export const runsCommand: Command = {
  name: "runs",
  arguments: "[DIR]",
  positionals: [0, 1],
  summary: "List the runs of the configs in a folder (default: here).",
  options: {},
  async run(context) {
    const folder = resolve(context.positionals[0] ?? ".");
    const configs = (await readdir(folder)).filter((name) => name.endsWith(".collimate.json"));
    const runs = [];
    for (const config of configs.sort()) {
      for (const run of await listRuns(join(folder, config))) {
        const evaluation = await readEvaluation(run.folder);
        const ratio = evaluation?.compression.ratio ?? null;
        runs.push({ name: run.record.name, number: run.record.number, state: run.state, ratio });
        context.output.say(
          `${run.record.name}/${run.record.number}  ${run.state}` +
            (ratio === null ? "" : `  ${ratio.toPrecision(4)}×`),
        );
      }
    }
    if (runs.length === 0) context.output.say(`No runs in ${folder}.`);
    return { runs };
  },
};
