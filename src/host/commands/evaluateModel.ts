import { dirname } from "node:path";
import { l10n } from "vscode";
import { threadFlags } from "../engineProcess/engineFlags.js";
import type { HostServices } from "../hostServices.js";
import { withEngineProgress } from "../ui/withEngineProgress.js";
import { chooseTrainedRun } from "./chooseConfig.js";
import type { CommandTarget } from "./commandTarget.js";

/** Compresses and decompresses the input of a finished run again, and shows what became of every column. */
export async function evaluateModel(host: HostServices, target: CommandTarget): Promise<void> {
  const chosen = await chooseTrainedRun(host, target);
  if (chosen === null) return;
  const { run, configFile } = chosen;
  await withEngineProgress<unknown>(
    host.engine,
    l10n.t("Evaluating {0} · run {1}", run.record.name, run.record.number),
    ["evaluate", run.folder, ...threadFlags()],
    { cwd: dirname(configFile), onText: (line) => host.log.info(line) },
  );
  await host.runs.of(configFile).refresh();
  await host.panels.show(run.folder);
}
