import { Disposable, EventEmitter, workspace } from "vscode";
import type { RunFolder } from "../../engine/runFolder/readRun.js";
import { onDidChangeOnDisk } from "../configFiles/onDidChangeOnDisk.js";
import { runsFolderFor, settingsSection } from "../ui/settings.js";
import { ConfigRuns } from "./configRuns.js";

/** The runs of every config that this window has met. */
export class RunsCatalog implements Disposable {
  private readonly known = new Map<string, ConfigRuns>();
  private readonly changes = new EventEmitter<ConfigRuns>();
  readonly onDidChange = this.changes.event;
  private readonly subscriptions: Disposable;

  constructor(private readonly failed: (error: unknown) => void) {
    this.subscriptions = Disposable.from(
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(`${settingsSection}.runsFolder`)) this.forgetAll();
      }),
      // Whether a run still fits its config may have changed.
      onDidChangeOnDisk((document) => {
        void this.known.get(document.uri.fsPath)?.refresh();
      }),
    );
  }

  /** The runs of a config, followed from now on. */
  of(configFile: string): ConfigRuns {
    const known = this.known.get(configFile);
    if (known !== undefined) return known;
    const runs = new ConfigRuns(configFile, runsFolderFor(configFile), this.failed);
    runs.onDidChange(() => this.changes.fire(runs));
    this.known.set(configFile, runs);
    return runs;
  }

  get all(): readonly ConfigRuns[] {
    return [...this.known.values()];
  }

  /** Runs at work, newest last. */
  get active(): readonly RunFolder[] {
    return this.all
      .flatMap((runs) => runs.active ?? [])
      .sort((a, b) => a.record.started - b.record.started);
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const runs of this.known.values()) runs.dispose();
    this.changes.dispose();
  }

  private forgetAll(): void {
    const files = [...this.known.keys()];
    for (const runs of this.known.values()) runs.dispose();
    this.known.clear();
    for (const file of files) this.changes.fire(this.of(file));
  }
}
