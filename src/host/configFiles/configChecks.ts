import { dirname, resolve } from "node:path";
import {
  type Disposable,
  EventEmitter,
  languages,
  type TextDocument,
  Uri,
  workspace,
} from "vscode";
import type { Config } from "../../config/config.js";
import type { ConfigProblem } from "../../config/configProblem.js";
import type { TableSummary } from "../../data/table.js";
import type { EngineLocation } from "../engineProcess/engineLocation.js";
import { inspectData } from "../engineProcess/inspectFile.js";
import type { OutputLog } from "../ui/outputLog.js";
import { ownDiagnostics } from "./configDiagnostics.js";
import { isConfigFile } from "./configPattern.js";
import { TableSummaries } from "./tableSummaries.js";

/** What a check of one config found. */
export interface ConfigCheck {
  readonly problems: readonly ConfigProblem[];
  /** Header of the input; null where there is none that can be read. */
  readonly summary: TableSummary | null;
}

const debounce = 400;

/** Checks the open configs, against their schema and against the header of their input, and shows what is wrong. */
export class ConfigChecks implements Disposable {
  private readonly changes = new EventEmitter<Uri>();
  readonly onDidChange = this.changes.event;

  private readonly collection = languages.createDiagnosticCollection("collimate");
  private readonly checks = new Map<string, { readonly version: number; check: ConfigCheck }>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly summaries: TableSummaries;
  private readonly disposables: readonly Pick<Disposable, "dispose">[];

  constructor(
    engine: EngineLocation,
    private readonly log: OutputLog,
  ) {
    this.summaries = new TableSummaries((path, reading) => inspectData(engine, path, reading));
    this.disposables = [
      this.changes,
      this.collection,
      workspace.onDidOpenTextDocument((document) => this.schedule(document, 0)),
      workspace.onDidSaveTextDocument((document) => this.schedule(document, 0)),
      workspace.onDidChangeTextDocument(({ document }) => this.schedule(document, debounce)),
      workspace.onDidCloseTextDocument((document) => this.forget(document)),
      workspace.onDidGrantWorkspaceTrust(() => this.scheduleAll()),
    ];
    this.scheduleAll();
  }

  /** Checks a config now, as it is in its editor or on disk. */
  async checkFile(configFile: string): Promise<ConfigCheck> {
    return this.check(await workspace.openTextDocument(Uri.file(configFile)));
  }

  /** Number of errors in a config, checked now. */
  async errorsOf(configFile: string): Promise<number> {
    return countErrors(await this.checkFile(configFile));
  }

  /** Number of errors in an open config, as of its last check; the text alone is checked where there was none. */
  async errorsIn(document: TextDocument): Promise<number> {
    const known = this.checks.get(document.uri.toString());
    if (known !== undefined) return countErrors(known.check);
    const { problems } = await parse(document.getText());
    return countErrors({ problems, summary: null });
  }

  /** The problems that the editor shows for a config. */
  problemsIn(document: TextDocument): readonly ConfigProblem[] {
    return this.checks.get(document.uri.toString())?.check.problems ?? [];
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private scheduleAll(): void {
    for (const document of workspace.textDocuments) this.schedule(document, 0);
  }

  private schedule(document: TextDocument, delay: number): void {
    if (document.uri.scheme !== "file" || !isConfigFile(document.uri.fsPath)) return;
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    const run = (): void => {
      this.timers.delete(key);
      this.check(document).catch((error: unknown) => this.log.error(error));
    };
    this.timers.set(key, setTimeout(run, delay));
  }

  private forget(document: TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.checks.delete(key);
    this.collection.delete(document.uri);
  }

  private async check(document: TextDocument): Promise<ConfigCheck> {
    const { version } = document;
    const text = document.getText();
    const { config, problems } = await parse(text);
    let check: ConfigCheck = { problems, summary: null };
    // Reading data is the engine's work: not in Restricted Mode.
    if (config !== null && workspace.isTrusted) {
      check = await this.checkInput(document, text, config, problems);
    }
    if (document.version !== version || document.isClosed) return check;
    const key = document.uri.toString();
    this.checks.set(key, { version, check });
    this.collection.set(document.uri, ownDiagnostics(check.problems, document));
    this.changes.fire(document.uri);
    return check;
  }

  private async checkInput(
    document: TextDocument,
    text: string,
    config: Config,
    problems: readonly ConfigProblem[],
  ): Promise<ConfigCheck> {
    const path = resolve(dirname(document.uri.fsPath), config.input);
    const found = await this.summaries.of(path, config.layout);
    if (found.kind !== "table") {
      const { inputProblem } = await import("./inputProblem.js");
      return {
        problems: [...problems, inputProblem(text, config.input, found)],
        summary: null,
      };
    }
    const { checkAgainstData } = await import("../../config/checkAgainstData.js");
    return {
      problems: [...problems, ...checkAgainstData(config, text, found.summary)],
      summary: found.summary,
    };
  }
}

/** The validator is loaded when the first config is met, not when the window starts. */
async function parse(text: string) {
  const { parseConfig } = await import("../../config/parseConfig.js");
  return parseConfig(text);
}

function countErrors(check: ConfigCheck): number {
  return check.problems.filter((problem) => problem.severity === "error").length;
}
