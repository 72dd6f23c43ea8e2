import { setTimeout as sleep } from "node:timers/promises";
import { readRun } from "../../engine/runFolder/readRun.js";
import { RunMetrics } from "../../engine/runFolder/runMetrics.js";
import { UsageError } from "../../errors.js";
import { activeStates } from "../../protocol/runRecord.js";
import { triedInWords } from "../../protocol/trialText.js";
import type { Command } from "../command.js";
import { resolveRun } from "../resolveRun.js";

const pollEvery = 500;

export const watchCommand: Command = {
  name: "watch",
  arguments: "RUN",
  positionals: [1, 1],
  summary: "Follow a run that was started anywhere, until it ends.",
  options: {},
  async run(context) {
    const folder = await resolveRun(context.positionals[0]!);
    const tail = new RunMetrics(folder);
    for (;;) {
      context.progress.signal.throwIfAborted();
      const run = await readRun(folder);
      if (run === null) throw new UsageError(`${folder} is not the folder of a run.`);
      for (const record of (await tail.read()).records) {
        if (record.kind !== "validation" && record.kind !== "tried") continue;
        const whose = record.repeat === undefined ? "" : `repeat ${record.repeat}  `;
        if (record.kind === "tried") {
          context.output.say(`${whose}${triedInWords(record)}`);
          continue;
        }
        context.output.say(
          `${whose}epoch ${Math.round(record.epoch)}  validation ${record.loss.toPrecision(5)}${record.best ? "  best" : ""}`,
        );
      }
      const { record } = run;
      if (!activeStates.some((state) => state === run.state)) {
        context.output.say(`${record.name}/${record.number}: ${run.state}`);
        return { run: folder, state: run.state };
      }
      const done = record.progress;
      context.progress.report(done === null ? 0 : done.step / done.steps, record.phase);
      await sleep(pollEvery);
    }
  },
};
