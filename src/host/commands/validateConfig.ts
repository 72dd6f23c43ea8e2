import { commands, l10n, window } from "vscode";
import type { HostServices } from "../hostServices.js";
import { chooseConfig } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

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
