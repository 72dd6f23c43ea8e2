import type { ExtensionContext } from "vscode";
import { registerCommands } from "./commands/registerCommands.js";
import { ComparisonPanels } from "./comparisonPanel/comparisonPanels.js";
import { ConfigChecks } from "./configFiles/configChecks.js";
import { ConfigCodeLensProvider } from "./configFiles/configCodeLensProvider.js";
import { registerConfigQuickFixes } from "./configFiles/configQuickFixes.js";
import { registerRunConfigDocuments } from "./configFiles/runConfigDocuments.js";
import { locateEngine } from "./engineProcess/engineLocation.js";
import type { HostServices } from "./hostServices.js";
import { ResultsPanels } from "./resultsPanel/resultsPanels.js";
import { ConfigLocator } from "./runs/configLocator.js";
import { RunsCatalog } from "./runs/runsCatalog.js";
import { followContextKeys } from "./ui/contextKeys.js";
import { notifyFinish } from "./ui/notifyFinish.js";
import { OutputLog } from "./ui/outputLog.js";
import { TrainingStatus } from "./ui/statusBar.js";

/** Registers everything; nothing here reads files or starts processes. */
export function activate(context: ExtensionContext): void {
  const log = new OutputLog();
  const engine = locateEngine(context.extensionPath);
  const runs = new RunsCatalog((error) => log.error(error));
  const locator = new ConfigLocator();
  const checks = new ConfigChecks(engine, log);
  const panels = new ResultsPanels(context.extensionUri, locator, log);
  const comparisons = new ComparisonPanels(context, engine, log);
  const host: HostServices = {
    ...{ context, log, engine, runs, locator, checks },
    ...{ panels, comparisons },
  };
  context.subscriptions.push(
    log,
    runs,
    checks,
    panels,
    comparisons,
    registerCommands(host),
    registerConfigQuickFixes(checks),
    registerRunConfigDocuments(),
    new ConfigCodeLensProvider(runs, checks),
    new TrainingStatus(runs),
    followContextKeys(runs),
    notifyFinish(runs, panels),
  );
}

/** Engines go on without the window; there is nothing to wait for. */
export function deactivate(): void {
  return undefined;
}
