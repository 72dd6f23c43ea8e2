import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { l10n } from "vscode";
import { readRun, runNumbers } from "../../engine/runFolder/readRun.js";
import { runsOf } from "../../engine/runFolder/runPaths.js";
import type { HostServices } from "../hostServices.js";
import { runsFolderFor } from "../ui/settings.js";
import { runsFlags, threadFlags } from "./engineFlags.js";
import { EngineError } from "./runEngine.js";
import { type DetachedEngine, startDetachedEngine } from "./startDetachedEngine.js";

const lookInterval = 50;
const newestLookedAt = 3;

/**
 * Starts an engine that trains, and waits until it has its run folder.
 * @param resumed folder of the run to go on with
 * @returns the run folder
 * @throws EngineError where the engine ends before it has one
 */
export async function startTraining(
  host: HostServices,
  configFile: string,
  resumed: string | null,
): Promise<string> {
  const runsFolder = runsFolderFor(configFile);
  const args = ["train", configFile, "--quiet", ...runsFlags(configFile), ...threadFlags()];
  if (resumed !== null) args.push("--resume", resumed);
  const errorFile = join(host.context.logUri.fsPath, `train-${randomUUID()}.log`);
  const started = Date.now();
  const engine = await startDetachedEngine(host.engine, args, {
    cwd: dirname(configFile),
    errorFile,
  });
  host.log.info(`Started engine ${engine.processId}: ${args.join(" ")}`);
  void engine.end.then(async ({ message }) => {
    host.log.info(`Engine ${engine.processId} ended${message === null ? "" : `: ${message}`}`);
    await rm(errorFile, { force: true });
    await host.runs.of(configFile).refresh();
  });
  return findRun(engine, runsOf(configFile, runsFolder), resumed, started);
}

async function findRun(
  engine: DetachedEngine,
  parent: string,
  resumed: string | null,
  started: number,
): Promise<string> {
  for (;;) {
    // Asked before looking: an engine that has just ended may have made its folder first.
    const ended = engine.ended();
    const folders =
      resumed !== null
        ? [resumed]
        : (await runNumbers(parent)).slice(-newestLookedAt).map((number) => join(parent, number));
    for (const folder of folders.toReversed()) {
      const run = await readRun(folder);
      if (run?.record.processId !== engine.processId) continue;
      // In a container, an older run may well have had the same process id.
      if (resumed !== null || run.record.started >= started) return folder;
    }
    if (ended !== null) {
      throw new EngineError(ended.message ?? l10n.t("The engine ended without a run."));
    }
    await new Promise((resolve) => setTimeout(resolve, lookInterval));
  }
}
