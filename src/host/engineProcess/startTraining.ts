import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { l10n } from "vscode";
import { readRun, runNumbers } from "../../engine/runFolder/readRun.js";
import { runsOf } from "../../engine/runFolder/runPaths.js";
import type { HostServices } from "../hostServices.js";
import { runsFolderFor, setting } from "../ui/settings.js";
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
  const threads = setting("threads");
  const args = ["train", configFile, "--json", "--quiet"];
  if (resumed !== null) args.push("--resume", resumed);
  if (runsFolder !== undefined) args.push("--runs", runsFolder);
  if (threads > 0) args.push("--threads", String(threads));
  const engine = await startDetachedEngine(host.engine, args, {
    cwd: dirname(configFile),
    errorFile: join(host.context.logUri.fsPath, `train-${randomUUID()}.log`),
  });
  host.log.info(`Started engine ${engine.processId}: ${args.join(" ")}`);
  void engine.end.then(async ({ message }) => {
    host.log.info(`Engine ${engine.processId} ended${message === null ? "" : `: ${message}`}`);
    await host.runs.of(configFile).refresh();
  });
  return findRun(engine, runsOf(configFile, runsFolder), resumed);
}

async function findRun(
  engine: DetachedEngine,
  parent: string,
  resumed: string | null,
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
      if (run?.record.processId === engine.processId) return folder;
    }
    if (ended !== null) {
      throw new EngineError(ended.message ?? l10n.t("The engine ended without a run."));
    }
    await new Promise((resolve) => setTimeout(resolve, lookInterval));
  }
}
