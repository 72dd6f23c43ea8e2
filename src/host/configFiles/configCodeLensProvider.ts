import {
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  languages,
  Range,
  type TextDocument,
  workspace,
} from "vscode";
import { isActive } from "../runs/activeRun.js";
import type { ConfigRuns } from "../runs/configRuns.js";
import type { RunsCatalog } from "../runs/runsCatalog.js";
import { setting, settingsSection } from "../ui/settings.js";
import type { ConfigChecks } from "./configChecks.js";
import { configLenses } from "./configLenses.js";
import { configSelector } from "./configPattern.js";

const busyPause = 1000;
/** The editor puts its question off for as long as changes keep coming; one out of sight never asks. */
const longestWait = 5000;

/** Code lenses over the first line of a config: what can be done with it now. */
export class ConfigCodeLensProvider implements CodeLensProvider, Disposable {
  private readonly changes = new EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changes.event;
  private readonly disposables: readonly Pick<Disposable, "dispose">[];
  private readonly shown = new Map<string, string>();
  private timer: NodeJS.Timeout | null = null;
  private lastChange = -Infinity;
  /** The editor was told of a change and has not asked yet. */
  private unasked = false;

  constructor(
    private readonly runs: RunsCatalog,
    private readonly checks: ConfigChecks,
  ) {
    this.disposables = [
      this.changes,
      languages.registerCodeLensProvider(configSelector, this),
      runs.onDidChange((config) => this.runsChanged(config)),
      checks.onDidChange(() => this.fire()),
      workspace.onDidGrantWorkspaceTrust(() => this.fire()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(settingsSection)) this.fire();
      }),
    ];
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    this.wasAsked();
    if (setting("codeLens", document) === "off") return [];
    const configFile = document.uri.fsPath;
    const runs = this.runs.of(configFile);
    const state = {
      configFile,
      errors: await this.checks.errorsIn(document),
      trusted: workspace.isTrusted,
      starting: runs.starting,
      newest: runs.newest,
      trained: runs.trained,
      ratio: runs.ratio,
      changedSinceTrained: runs.changedSinceTrained,
    };
    const place = new Range(0, 0, 0, 0);
    return configLenses(state).map(
      ({ title, command, arguments: values }) =>
        new CodeLens(place, { title, command, arguments: [...values] }),
    );
  }

  dispose(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  /** A new state shows at once; progress within one state at most once a second, so that the line keeps still. */
  private runsChanged(config: ConfigRuns): void {
    const newest = config.newest;
    const state = `${newest?.folder} ${newest?.state} ${config.starting} ${config.ratio}`;
    const changed = this.shown.get(config.configFile) !== state;
    this.shown.set(config.configFile, state);
    if (changed || newest === null || !isActive(newest.state)) this.fire();
    else if (this.timer === null) this.fireLater();
  }

  private wasAsked(): void {
    this.unasked = false;
    if (this.timer !== null) this.fireLater();
  }

  private fireLater(): void {
    const pause = this.unasked ? longestWait : busyPause;
    const wait = Math.max(0, this.lastChange + pause - performance.now());
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.fire(), wait);
  }

  private fire(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.lastChange = performance.now();
    this.unasked = true;
    this.changes.fire();
  }
}
