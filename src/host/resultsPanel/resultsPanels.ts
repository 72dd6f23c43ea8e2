import {
  type Disposable,
  l10n,
  type Uri,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
} from "vscode";
import type { ConfigLocator } from "../runs/configLocator.js";
import type { OutputLog } from "../ui/outputLog.js";
import { ResultsPanel } from "./resultsPanel.js";

export const panelType = "collimate.results";

/** The results panels of this window, one for each run shown. */
export class ResultsPanels implements WebviewPanelSerializer, Disposable {
  private readonly open = new Set<ResultsPanel>();
  private readonly registration: Disposable;

  constructor(
    private readonly extensionUri: Uri,
    private readonly locator: ConfigLocator,
    private readonly log: OutputLog,
  ) {
    this.registration = window.registerWebviewPanelSerializer(panelType, this);
  }

  /** Shows a run beside the editor, in the panel that already shows it where there is one. */
  async show(runFolder: string): Promise<void> {
    const shown = this.of(runFolder);
    if (shown !== undefined) {
      shown.reveal();
      await shown.refresh();
      return;
    }
    await this.create(l10n.t("Results")).follow(runFolder);
  }

  /** An empty panel for a run that is being started, so that the page loads meanwhile. */
  create(title: string): ResultsPanel {
    const column = this.columnInUse() ?? ViewColumn.Beside;
    return this.add(
      window.createWebviewPanel(
        panelType,
        title,
        { viewColumn: column, preserveFocus: true },
        { enableScripts: true },
      ),
    );
  }

  /** The panel that shows a run. */
  of(runFolder: string): ResultsPanel | undefined {
    return [...this.open].find((panel) => panel.runFolder === runFolder);
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const runFolder = runFolderOf(state);
    if (runFolder === null) {
      panel.dispose();
      return;
    }
    await this.add(panel).follow(runFolder);
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of this.open) panel.dispose();
    this.open.clear();
  }

  private add(panel: WebviewPanel): ResultsPanel {
    const added = new ResultsPanel(panel, this.extensionUri, this.locator, this.log, (gone) =>
      this.open.delete(gone),
    );
    this.open.add(added);
    return added;
  }

  /** Results of several runs share one column. */
  private columnInUse(): ViewColumn | undefined {
    const group = window.tabGroups.all.find((one) =>
      one.tabs.some((tab) =>
        (tab.input as { viewType?: string } | undefined)?.viewType?.endsWith(panelType),
      ),
    );
    return group?.viewColumn;
  }
}

/** The run folder in what the page left with its host. */
export function runFolderOf(state: unknown): string | null {
  const folder = (state as { readonly runFolder?: unknown } | null | undefined)?.runFolder;
  return typeof folder === "string" ? folder : null;
}
