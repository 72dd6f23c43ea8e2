import { commands, type Disposable, l10n, window } from "vscode";
import type { RunFolder } from "../../engine/runFolder/readRun.js";
import type { CommandId } from "../commands/commandIds.js";
import type { ResultsPanels } from "../resultsPanel/resultsPanels.js";
import { isActive } from "../runs/activeRun.js";
import type { ConfigRuns } from "../runs/configRuns.js";
import type { RunsCatalog } from "../runs/runsCatalog.js";
import { formatRatio } from "./numberFormats.js";
import { setting } from "./settings.js";

/** Says once when a run that was seen at work has ended, if the setting asks for it. */
export function notifyFinish(runs: RunsCatalog, panels: ResultsPanels): Disposable {
  const atWork = new Set<string>();
  return runs.onDidChange((config) => {
    for (const run of config.all) {
      if (isActive(run.state)) atWork.add(run.folder);
      else if (atWork.delete(run.folder) && isWanted(run, panels)) void notify(config, run);
    }
  });
}

function isWanted(run: RunFolder, panels: ResultsPanels): boolean {
  const wanted = setting("notifyOnFinish");
  if (wanted !== "whenHidden") return wanted === "always";
  return !window.state.focused || panels.of(run.folder)?.visible !== true;
}

async function notify(config: ConfigRuns, run: RunFolder): Promise<void> {
  const show = l10n.t("Show Results");
  const sentence = endSentence(config, run);
  const bad = run.state === "failed" || run.state === "interrupted";
  const picked = bad
    ? await window.showErrorMessage(sentence, show)
    : await window.showInformationMessage(sentence, show);
  if (picked !== show) return;
  const command: CommandId = "collimate.showResults";
  await commands.executeCommand(command, { runFolder: run.folder });
}

function endSentence(config: ConfigRuns, run: RunFolder): string {
  const name = l10n.t("{0} · run {1}", run.record.name, run.record.number);
  switch (run.state) {
    case "failed":
      return l10n.t("{0} failed: {1}", name, run.record.error?.message ?? "");
    case "interrupted":
      return l10n.t(
        "{0} was interrupted: its engine is gone. Resume goes on from the last checkpoint.",
        name,
      );
    case "stopped":
      return l10n.t("{0} stopped; its checkpoint is kept.", name);
    default:
      return config.trained?.folder === run.folder && config.ratio !== null
        ? l10n.t("{0} finished: {1} smaller.", name, formatRatio(config.ratio))
        : l10n.t("{0} finished.", name);
  }
}
