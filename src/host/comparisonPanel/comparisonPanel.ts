import { dirname } from "node:path";
import {
  commands,
  type Disposable,
  env,
  l10n,
  type Uri,
  type WebviewPanel,
  workspace,
} from "vscode";
import { readRun, type RunFolder } from "../../engine/runFolder/readRun.js";
import { messageOf, StoppedError } from "../../errors.js";
import type { Comparison } from "../../protocol/comparison.js";
import type {
  ComparisonPanelMessages,
  Measurement,
} from "../../protocol/comparisonPanelMessages.js";
import type { CommandId } from "../commands/commandIds.js";
import { runConfigUri } from "../configFiles/runConfigDocuments.js";
import { threadFlags } from "../engineProcess/engineFlags.js";
import type { EngineLocation } from "../engineProcess/engineLocation.js";
import { runEngine } from "../engineProcess/runEngine.js";
import { saveFromPanel } from "../panelPage/saveFromPanel.js";
import { WebviewPage } from "../panelPage/webviewPage.js";
import type { OutputLog } from "../ui/outputLog.js";
import type { ComparedFolders } from "./comparedFolders.js";
import { comparedRun } from "./comparedRun.js";
import type { ComparisonFiles } from "./comparisonFiles.js";
import { type ComparisonCommandHandlers, dispatchCommand } from "./dispatchCommand.js";

/**
 * One editor tab that sets runs side by side. Curves and configs come from the run folders; what all of them do under the
 * same bounds is measured by the engine and kept in a file, so that the page can be rebuilt from files at any time.
 */
export class ComparisonPanel implements Disposable {
  private runs: readonly RunFolder[] = [];
  private bound: number;
  private measurement: Measurement = { kind: "untrusted" };
  private reading: Promise<void> = Promise.resolve();
  private work: AbortController | null = null;
  private readonly page: WebviewPage<ComparisonPanelMessages>;
  private readonly disposables: Disposable[] = [];

  constructor(
    private readonly panel: WebviewPanel,
    readonly shown: ComparedFolders,
    extensionUri: Uri,
    private readonly engine: EngineLocation,
    private readonly files: ComparisonFiles,
    private readonly log: OutputLog,
    onDispose: (panel: ComparisonPanel) => void,
  ) {
    this.bound = shown.bound;
    panel.title = l10n.t("Compare · {0} runs", shown.runFolders.length);
    this.page = new WebviewPage(panel, extensionUri, "comparison", log, (message) =>
      dispatchCommand(this.handlers, message),
    );
    this.disposables.push(
      workspace.onDidGrantWorkspaceTrust(() => void this.measure(false)),
      panel.onDidDispose(() => {
        this.dispose();
        onDispose(this);
      }),
    );
  }

  /** Reads the runs, and measures them where nobody has. */
  async open(): Promise<void> {
    this.reading = this.readRuns();
    await this.reading;
    await this.measure(false);
  }

  private async readRuns(): Promise<void> {
    const found = await Promise.all(this.shown.runFolders.map((folder) => readRun(folder)));
    this.runs = found.filter((run) => run !== null);
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  close(): void {
    this.panel.dispose();
  }

  dispose(): void {
    this.work?.abort();
    this.page.dispose();
    for (const disposable of this.disposables.splice(0)) disposable.dispose();
  }

  /** @param anew whether also to measure what was measured before */
  private async measure(anew: boolean): Promise<void> {
    this.work?.abort();
    const work = new AbortController();
    this.work = work;
    const { runs, bound } = this;
    const say = (measurement: Measurement): void => {
      if (this.work !== work) return;
      this.measurement = measurement;
      this.page.post("updateMeasurement", { bound, measurement });
    };
    const known = anew ? null : await this.files.read(runs, bound);
    if (known !== null) {
      say({ kind: "measured", comparison: known });
      return;
    }
    if (!workspace.isTrusted) {
      say({ kind: "untrusted" });
      return;
    }
    say({ kind: "measuring", fraction: 0, phase: "" });
    try {
      const comparison = await this.askEngine(work.signal, say);
      await this.files.write(runs, bound, comparison);
      say({ kind: "measured", comparison });
    } catch (error) {
      if (!(error instanceof StoppedError)) this.log.error(error);
      say({ kind: "failed", message: error instanceof StoppedError ? null : messageOf(error) });
    }
  }

  private async askEngine(
    signal: AbortSignal,
    say: (measurement: Measurement) => void,
  ): Promise<Comparison> {
    const [first] = this.runs;
    if (first === undefined) throw new Error(l10n.t("The runs were moved or deleted."));
    const folders = this.runs.map(({ folder }) => folder);
    const args = ["compare", ...folders, "--bound", String(this.bound), "--plots"];
    return runEngine<Comparison>(
      this.engine,
      [...args, ...threadFlags(), "--json", "--progress", "json"],
      {
        cwd: dirname(first.folder),
        signal,
        onText: (line) => this.log.info(line),
        onProgress: ({ fraction, phase }) => say({ kind: "measuring", fraction, phase }),
      },
    );
  }

  private async showComparison(): Promise<void> {
    const here = new Set(this.runs.map(({ folder }) => folder));
    this.page.post("showComparison", {
      runs: await Promise.all(this.runs.map(comparedRun)),
      missing: this.shown.runFolders.filter((folder) => !here.has(folder)),
      bound: this.bound,
      measurement: this.measurement,
      strings: { ...l10n.bundle },
    });
  }

  private readonly handlers: ComparisonCommandHandlers = {
    ready: async () => {
      this.page.listens();
      await this.reading;
      await this.showComparison();
    },
    measure: async ({ bound }) => {
      const anew = bound === this.bound;
      this.bound = bound;
      await this.measure(anew);
    },
    cancel: () => this.work?.abort(),
    showRun: async ({ key }) => {
      const command: CommandId = "collimate.showResults";
      if (this.has(key)) await commands.executeCommand(command, { runFolder: key });
    },
    showDifference: async ({ left, right }) => {
      const [a, b] = [left, right].map((key) => this.runs.find(({ folder }) => folder === key));
      if (a === undefined || b === undefined) return;
      const title = `${a.record.name}/${a.record.number} ↔ ${b.record.name}/${b.record.number}`;
      await commands.executeCommand("vscode.diff", runConfigUri(a), runConfigUri(b), title);
    },
    copyText: async ({ text }) => env.clipboard.writeText(text),
    saveFile: (params) => saveFromPanel(params, this.nearConfig()),
  };

  private has(key: string): boolean {
    return this.runs.some(({ folder }) => folder === key);
  }

  /** The dialog starts beside the folder of all runs: where the configs are. */
  private nearConfig(): string | null {
    const folder = this.runs[0]?.folder;
    return folder === undefined ? null : dirname(dirname(folder));
  }
}
