import { commands, l10n, Uri } from "vscode";
import { runConfigUri } from "../configFiles/runConfigDocuments.js";
import type { HostServices } from "../hostServices.js";
import { chooseRun } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

/** Compares the config as it was when a run started with the config as it is. */
export async function showConfigChanges(host: HostServices, target: CommandTarget): Promise<void> {
  const chosen = await chooseRun(
    host,
    target,
    (runs) => runs.trained ?? runs.newest,
    l10n.t("No runs yet: train first."),
  );
  if (chosen === null) return;
  const { run, configFile } = chosen;
  await commands.executeCommand(
    "vscode.diff",
    runConfigUri(run),
    Uri.file(configFile),
    l10n.t("{0}: run {1} ↔ now", run.record.config.file, run.record.number),
  );
}
