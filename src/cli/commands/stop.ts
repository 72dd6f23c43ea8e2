import { setTimeout as sleep } from "node:timers/promises";
import { forceStop } from "../../engine/runFolder/forceStop.js";
import { readRun, requestStop } from "../../engine/runFolder/readRun.js";
import { UsageError } from "../../errors.js";
import { activeStates } from "../../protocol/runRecord.js";
import type { Command } from "../command.js";
import { resolveRun } from "../resolveRun.js";

const pollEvery = 100;

export const stopCommand: Command = {
  name: "stop",
  arguments: "RUN",
  positionals: [1, 1],
  summary: "Stop a training after its batch, wherever it was started; the checkpoint is kept.",
  options: {
    force: {
      type: "boolean",
      help: "end its engine at once; what is behind the last checkpoint is lost",
    },
  },
  async run(context) {
    const folder = await resolveRun(context.positionals[0]!);
    const before = await readRun(folder);
    if (before === null || !activeStates.some((state) => state === before.state)) {
      throw new UsageError(`${folder} is ${before?.state ?? "no run"}: there is nothing to stop.`);
    }
    if (context.values["force"] === true) await forceStop(folder);
    else await requestStop(folder);
    for (;;) {
      context.progress.signal.throwIfAborted();
      const run = await readRun(folder);
      if (run !== null && !activeStates.some((state) => state === run.state)) {
        context.output.say(`${folder}: ${run.state}`);
        return { run: folder, state: run.state };
      }
      await sleep(pollEvery);
    }
  },
};
