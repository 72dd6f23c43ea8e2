import { l10n } from "vscode";
import type { HostServices } from "../hostServices.js";
import { chooseRun } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

/** Shows a run: the one given, one at work, or the newest of a config. */
export async function showResults(host: HostServices, target: CommandTarget): Promise<void> {
  if (target.runFolder !== undefined) {
    await host.panels.show(target.runFolder);
    return;
  }
  const chosen = await chooseRun(
    host,
    target,
    (runs) => runs.newest,
    l10n.t("No runs yet: train first."),
  );
  if (chosen === null) return;
  host.locator.remember(chosen.run.folder, chosen.configFile);
  await host.panels.show(chosen.run.folder);
}
