import { commands, type Disposable, l10n, Uri, type WebviewPanel, window, workspace } from "vscode";
import type { RunFolder } from "../../engine/runFolder/readRun.js";
import type { CommandName, MessageParams } from "../../protocol/messageKinds.js";
import type { ResultsPanelMessages, RunView } from "../../protocol/resultsPanelMessages.js";
import type { CommandId } from "../commands/commandIds.js";
import type { CommandTarget } from "../commands/commandTarget.js";
import { onDidChangeOnDisk } from "../configFiles/onDidChangeOnDisk.js";
import type { ConfigLocator } from "../runs/configLocator.js";
import { changedSince } from "../runs/changedSince.js";
import { type RunChange, RunFeed } from "../runs/runFeed.js";
import type { OutputLog } from "../ui/outputLog.js";
import { dispatchCommand, type PanelCommandHandlers } from "./dispatchCommand.js";
import { saveFromPanel } from "../panelPage/saveFromPanel.js";
import { WebviewPage } from "../panelPage/webviewPage.js";

type Messages = ResultsPanelMessages;

/**
 * One editor tab that shows one run. The run folder holds the truth: the page is built from it whenever it says that it is
 * ready, and gets what is new after that.
 */
export class ResultsPanel implements Disposable {
  /** Null until the run folder of a run that was just started is known. */
  runFolder: string | null = null;

  private feed: RunFeed | null = null;
  private readonly page: WebviewPage<Messages>;
  private changedSinceStart = false;
  private configFile: string | null = null;
  private readonly disposables: Disposable[] = [];

  constructor(
    private readonly panel: WebviewPanel,
    extensionUri: Uri,
    private readonly locator: ConfigLocator,
    private readonly log: OutputLog,
    onDispose: (panel: ResultsPanel) => void,
  ) {
    this.page = new WebviewPage(panel, extensionUri, "results", log, (message) =>
      dispatchCommand(this.handlers, message),
    );
    this.disposables.push(
      workspace.onDidGrantWorkspaceTrust(() => this.showRun()),
      onDidChangeOnDisk((document) => {
        if (document.uri.fsPath === this.configFile) void this.lookAtConfig();
      }),
      panel.onDidDispose(() => {
        this.dispose();
        onDispose(this);
      }),
    );
  }

  /** Shows the run in `folder` from now on. */
  async follow(folder: string): Promise<void> {
    this.feed?.dispose();
    this.runFolder = folder;
    this.feed = new RunFeed(
      folder,
      (change) => this.runChanged(change),
      (error) => this.log.error(error),
    );
    await this.refresh();
    await this.lookAtConfig();
  }

  /** Looks at the run folder at once. */
  async refresh(): Promise<void> {
    await this.feed?.refresh();
  }

  get visible(): boolean {
    return this.panel.visible;
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  close(): void {
    this.panel.dispose();
  }

  dispose(): void {
    this.feed?.dispose();
    this.feed = null;
    this.page.dispose();
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  private runChanged(change: RunChange): void {
    const { feed } = this;
    if (feed === null) return;
    this.setTitle();
    const run = this.view();
    if (change.reset || run === null) {
      this.showRun();
      return;
    }
    const { key } = run;
    if (change.metrics.length > 0)
      this.page.post("appendMetrics", { key, metrics: change.metrics });
    if (change.run) this.page.post("updateRun", { run, log: feed.log });
    if (change.evaluation && feed.evaluation !== null) {
      this.page.post("showEvaluation", { key, evaluation: feed.evaluation });
    }
  }

  private showRun(): void {
    const { feed } = this;
    if (feed === null) return;
    const run = this.view();
    if (run === null) {
      this.page.post("showMissing", { runFolder: feed.folder });
      return;
    }
    this.page.post("showRun", {
      run,
      metrics: feed.metrics,
      evaluation: feed.evaluation,
      log: feed.log,
      strings: translations(),
    });
  }

  private view(): RunView | null {
    const run = this.feed?.run ?? null;
    if (run === null) return null;
    return {
      key: run.folder,
      record: run.record,
      state: run.state,
      steerable: workspace.isTrusted,
      changedSince: this.changedSinceStart,
      runFolder: run.folder,
      ...(run.stopUnanswered === true && { stopUnanswered: true }),
    };
  }

  private async lookAtConfig(): Promise<void> {
    const run = this.feed?.run ?? null;
    if (run === null) return;
    this.configFile = await this.locator.configOf(run);
    const changed = this.configFile !== null && (await changedSince(run.record, this.configFile));
    if (changed === this.changedSinceStart) return;
    this.changedSinceStart = changed;
    const view = this.view();
    if (view !== null) this.page.post("updateRun", { run: view, log: this.feed?.log ?? "" });
  }

  private setTitle(): void {
    const record = this.feed?.run?.record;
    if (record !== undefined) {
      this.panel.title = l10n.t("{0} · run {1}", record.name, record.number);
    }
  }

  private readonly handlers: PanelCommandHandlers = {
    ready: () => {
      this.page.listens();
      this.showRun();
    },
    train: (params) => this.run("collimate.train", params),
    stop: (params) => this.run("collimate.stopTraining", params),
    forceStop: (params) => this.run("collimate.forceStopTraining", params),
    resume: (params) => this.run("collimate.resumeTraining", params),
    compress: (params) => this.run("collimate.compressFile", params),
    evaluate: (params) => this.run("collimate.evaluate", params),
    exportReport: (params) => this.run("collimate.exportReport", params),
    compareRuns: async (params) => {
      const command: CommandId = "collimate.compareRuns";
      const target: CommandTarget = { runFolder: params.key };
      if (this.own(params) !== null) await commands.executeCommand(command, target);
    },
    openLog: async (params) => {
      const command: CommandId = "collimate.showLog";
      const target: CommandTarget = { runFolder: params.key };
      if (this.own(params) !== null) await commands.executeCommand(command, target);
    },
    openConfig: async (params) => {
      const run = this.own(params);
      if (run === null) return;
      await window.showTextDocument(Uri.file(await this.configOf(run)), { preview: false });
    },
    saveFile: (params) => saveFromPanel(params, this.configFile ?? this.runFolder),
  };

  private async run(
    command: CommandId,
    params: MessageParams<Messages, Exclude<CommandName<Messages>, "ready" | "saveFile">>,
  ): Promise<void> {
    const run = this.own(params);
    if (run === null) return;
    const target: CommandTarget = { runFolder: run.folder, configFile: await this.configOf(run) };
    await commands.executeCommand(command, target);
  }

  /** @throws Error where the config is gone */
  private async configOf(run: RunFolder): Promise<string> {
    const configFile = await this.locator.configOf(run);
    if (configFile !== null) return configFile;
    throw new Error(
      l10n.t("The config {0} of this run was moved or deleted.", run.record.config.file),
    );
  }

  /** The run shown, where a message of the page is about it and not about one shown before. */
  private own(params: { readonly key: string }): RunFolder | null {
    const run = this.feed?.run ?? null;
    return run !== null && params.key === run.folder ? run : null;
  }
}

const translations = (): Readonly<Record<string, string>> => ({ ...l10n.bundle });
