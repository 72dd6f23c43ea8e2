import {
  type Disposable,
  type ExtensionContext,
  l10n,
  Uri,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
} from "vscode";
import { defaultComparisonBound } from "../../protocol/comparisonPanelMessages.js";
import type { EngineLocation } from "../engineProcess/engineLocation.js";
import type { OutputLog } from "../ui/outputLog.js";
import { ComparisonFiles } from "./comparisonFiles.js";
import { type ComparedFolders, foldersOf } from "./comparedFolders.js";
import { ComparisonPanel } from "./comparisonPanel.js";

export const comparisonPanelType = "collimate.comparison";

/** The panels of this window that compare runs. */
export class ComparisonPanels implements WebviewPanelSerializer, Disposable {
  private readonly open = new Set<ComparisonPanel>();
  private readonly registration: Disposable;
  private readonly files: ComparisonFiles;

  constructor(
    private readonly context: ExtensionContext,
    private readonly engine: EngineLocation,
    private readonly log: OutputLog,
  ) {
    const storage = context.storageUri ?? context.globalStorageUri;
    this.files = new ComparisonFiles(Uri.joinPath(storage, "comparisons").fsPath);
    this.registration = window.registerWebviewPanelSerializer(comparisonPanelType, this);
  }

  /** Shows runs side by side, in the panel that already shows them where there is one. */
  async show(runFolders: readonly string[]): Promise<void> {
    const same = [...this.open].find(
      ({ shown }) => [...shown.runFolders].sort().join() === [...runFolders].sort().join(),
    );
    if (same !== undefined) {
      same.reveal();
      return;
    }
    const title = l10n.t("Compare · {0} runs", runFolders.length);
    const panel = window.createWebviewPanel(
      comparisonPanelType,
      title,
      { viewColumn: ViewColumn.Active },
      { enableScripts: true },
    );
    await this.add(panel, { runFolders, bound: defaultComparisonBound }).open();
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const shown = foldersOf(state);
    if (shown === null) {
      panel.dispose();
      return;
    }
    await this.add(panel, shown).open();
  }

  dispose(): void {
    this.registration.dispose();
    for (const panel of this.open) panel.close();
    this.open.clear();
  }

  private add(panel: WebviewPanel, shown: ComparedFolders): ComparisonPanel {
    const { extensionUri } = this.context;
    const added = new ComparisonPanel(
      panel,
      shown,
      extensionUri,
      this.engine,
      this.files,
      this.log,
      (gone) => this.open.delete(gone),
    );
    this.open.add(added);
    return added;
  }
}
