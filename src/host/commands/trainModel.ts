import { l10n, window } from "vscode";
import { requestStop, type RunFolder } from "../../engine/runFolder/readRun.js";
import { startTraining } from "../engineProcess/startTraining.js";
import type { HostServices } from "../hostServices.js";
import { canResume } from "../runs/activeRun.js";
import { setting } from "../ui/settings.js";
import { chooseConfig, chooseRun, saveConfig } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

/** Trains a config in an engine of its own, and shows its results. */
export async function trainModel(host: HostServices, target: CommandTarget): Promise<void> {
  const configFile = await chooseConfig(target);
  if (configFile === null) return;
  await saveConfig(configFile);
  const errors = await host.checks.errorsOf(configFile);
  if (errors > 0) {
    throw new Error(
      l10n.t("The config has mistakes: correct what the Problems view lists, then train."),
    );
  }
  await start(host, configFile, null);
}

/** Goes on with a run that stopped or was interrupted. */
export async function resumeTraining(host: HostServices, target: CommandTarget): Promise<void> {
  const chosen = await chooseRun(
    host,
    target,
    (runs) => runs.all.findLast((run) => canResume(run.state)) ?? null,
    l10n.t("No run of this config was stopped or interrupted."),
  );
  if (chosen !== null) await start(host, chosen.configFile, chosen.run);
}

/** Asks the engine of a run to finish its batch and keep its checkpoint. */
export async function stopTraining(host: HostServices, target: CommandTarget): Promise<void> {
  const active = host.runs.active;
  const runFolder = target.runFolder ?? (active.length === 1 ? active[0]!.folder : undefined);
  const chosen = await chooseRun(
    host,
    { ...target, ...(runFolder === undefined ? {} : { runFolder }) },
    (runs) => runs.active,
    l10n.t("Nothing is being trained."),
  );
  if (chosen === null) return;
  await requestStop(chosen.run.folder);
  await host.panels.of(chosen.run.folder)?.refresh();
}

async function start(
  host: HostServices,
  configFile: string,
  resumed: RunFolder | null,
): Promise<void> {
  const runs = host.runs.of(configFile);
  await runs.refresh();
  const atWork = runs.active;
  if (runs.starting || atWork !== null) {
    void window.showInformationMessage(l10n.t("This config is being trained already."));
    if (atWork !== null) await host.panels.show(atWork.folder);
    return;
  }
  runs.starting = true;
  const wanted = setting("openResultsOnTrain");
  const panel = wanted && resumed === null ? host.panels.create(l10n.t("Starting…")) : null;
  try {
    const folder = await startTraining(host, configFile, resumed?.folder ?? null);
    host.locator.remember(folder, configFile);
    await runs.refresh();
    if (panel !== null) await panel.follow(folder);
    else if (wanted) await host.panels.show(folder);
    else await host.panels.of(folder)?.refresh();
  } catch (error) {
    panel?.close();
    throw error;
  } finally {
    runs.starting = false;
  }
}
