import { l10n, window } from "vscode";
import { forceStop } from "../../engine/runFolder/forceStop.js";
import type { HostServices } from "../hostServices.js";
import { chooseRun } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

/** Ends the engine of a run that does not answer a stop, after asking. */
export async function forceStopTraining(host: HostServices, target: CommandTarget): Promise<void> {
  const unanswered = host.runs.active.filter((run) => run.stopUnanswered === true);
  const runFolder =
    target.runFolder ?? (unanswered.length === 1 ? unanswered[0]!.folder : undefined);
  const chosen = await chooseRun(
    host,
    { ...target, ...(runFolder === undefined ? {} : { runFolder }) },
    (runs) => runs.active,
    l10n.t("Nothing is being trained."),
  );
  if (chosen === null) return;
  const { record, folder } = chosen.run;
  const force = l10n.t("Force Stop");
  const answer = await window.showWarningMessage(
    l10n.t("End the engine of run {0} of {1} at once?", record.number, record.name),
    {
      modal: true,
      detail: l10n.t("What it did since its last checkpoint is lost. The run can be resumed."),
    },
    force,
  );
  if (answer !== force) return;
  await forceStop(folder);
  await host.runs.of(chosen.configFile).refresh();
  await host.panels.of(folder)?.refresh();
}
