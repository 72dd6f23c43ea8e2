import { join } from "node:path";
import { commands, l10n, Uri, window } from "vscode";
import { runFiles } from "../../engine/runFolder/runPaths.js";
import { runConfigUri } from "../configFiles/runConfigDocuments.js";
import type { HostServices } from "../hostServices.js";
import { activeConfig, chooseConfig, chooseRun } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

/** Shows a run: the one given, one at work, or the newest of a config. */
export async function showResults(host: HostServices, target: CommandTarget): Promise<void> {
  if (target.runFolder !== undefined) {
    await host.panels.show(target.runFolder);
    return;
  }
  const chosen = await chooseRun(host, target, (runs) => runs.newest, l10n.t("No runs yet: train first."));
  if (chosen === null) return;
  host.locator.remember(chosen.run.folder, chosen.configFile);
  await host.panels.show(chosen.run.folder);
}

/** Opens the log of a run, or the log of the extension where no run is meant. */
export async function showLog(host: HostServices, target: CommandTarget): Promise<void> {
  const configFile = target.configFile ?? activeConfig();
  const folder =
    target.runFolder ?? (configFile === null ? undefined : host.runs.of(configFile).newest?.folder);
  if (folder === undefined) {
    host.log.show();
    return;
  }
  try {
    await window.showTextDocument(Uri.file(join(folder, runFiles.log)), { preview: true });
  } catch {
    // A run that failed at once has no log of its own.
    host.log.show();
  }
}

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

/** Checks a config now, and says what was found. */
export async function validateConfig(host: HostServices, target: CommandTarget): Promise<void> {
  const configFile = await chooseConfig(target);
  if (configFile === null) return;
  const { problems, summary } = await host.checks.checkFile(configFile);
  if (problems.length > 0) {
    await commands.executeCommand("workbench.actions.view.problems");
    return;
  }
  const size =
    summary === null
      ? ""
      : ` ${
          summary.rows === null
            ? l10n.t("{0} columns.", summary.columns.length)
            : l10n.t(
                "{0} rows × {1} columns.",
                summary.rows.toLocaleString("en-US"),
                summary.columns.length,
              )
        }`;
  void window.showInformationMessage(l10n.t("The config is valid.") + size);
}
