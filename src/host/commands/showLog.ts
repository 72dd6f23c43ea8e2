import { join } from "node:path";
import { Uri, window } from "vscode";
import { runFiles } from "../../engine/runFolder/runPaths.js";
import type { HostServices } from "../hostServices.js";
import { activeConfig } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

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
