import type { ExtensionContext } from "vscode";
import type { ComparisonPanels } from "./comparisonPanel/comparisonPanels.js";
import type { ConfigChecks } from "./configFiles/configChecks.js";
import type { EngineLocation } from "./engineProcess/engineLocation.js";
import type { ResultsPanels } from "./resultsPanel/resultsPanels.js";
import type { ConfigLocator } from "./runs/configLocator.js";
import type { RunsCatalog } from "./runs/runsCatalog.js";
import type { OutputLog } from "./ui/outputLog.js";

/** What the commands work with. */
export interface HostServices {
  readonly context: ExtensionContext;
  readonly log: OutputLog;
  readonly engine: EngineLocation;
  readonly runs: RunsCatalog;
  readonly locator: ConfigLocator;
  readonly checks: ConfigChecks;
  readonly panels: ResultsPanels;
  readonly comparisons: ComparisonPanels;
}
