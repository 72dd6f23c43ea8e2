import { dirname } from "node:path";
import { type Disposable, EventEmitter } from "vscode";
import { readEvaluation, type RunFolder } from "../../engine/runFolder/readRun.js";
import { runsOf } from "../../engine/runFolder/runPaths.js";
import { isActive } from "./activeRun.js";
import { Coalesced } from "./coalesce.js";
import { FolderWatch } from "./folderWatch.js";
import { changedSince } from "./changedSince.js";
import { RunList } from "./runList.js";

const pause = 200;
const pollInterval = 500;

/** The runs of one config, kept up to date from their folder, whoever started them. */
export class ConfigRuns implements Disposable {
  /** Compression ratio of the newest finished run, once it was evaluated. */
  ratio: number | null = null;
  /** Whether the config or its input differs from what the newest finished run started with. */
  changedSinceTrained = false;

  private readonly changes = new EventEmitter<void>();
  readonly onDidChange = this.changes.event;

  private readonly list: RunList;
  private readonly looks: Coalesced;
  private readonly parentWatch: FolderWatch;
  private newestWatch: FolderWatch | null = null;
  private newestWatched: string | null = null;
  private poll: NodeJS.Timeout | null = null;
  private ratioOf = "";
  private engineStarting = false;

  constructor(
    readonly configFile: string,
    runsFolder: string | undefined,
    failed: (error: unknown) => void,
  ) {
    const parent = runsOf(configFile, runsFolder);
    this.list = new RunList(parent);
    this.looks = new Coalesced(() => this.look(), pause, failed);
    this.parentWatch = new FolderWatch(parent, dirname(runsFolder ?? configFile), () =>
      this.looks.request(),
    );
    this.looks.request();
  }

  get all(): readonly RunFolder[] {
    return this.list.runs;
  }

  get newest(): RunFolder | null {
    return this.list.runs.at(-1) ?? null;
  }

  /** The newest run at work; null where none is. */
  get active(): RunFolder | null {
    return this.list.runs.findLast((run) => isActive(run.state)) ?? null;
  }

  /** The newest run with a finished model. */
  get trained(): RunFolder | null {
    return this.list.runs.findLast((run) => run.state === "finished") ?? null;
  }

  /** Whether this window has started an engine whose run folder is not there yet. */
  get starting(): boolean {
    return this.engineStarting;
  }

  set starting(value: boolean) {
    this.engineStarting = value;
    this.changes.fire();
  }

  /** Looks at once; settles when what the folder holds is known. */
  refresh(): Promise<void> {
    return this.looks.now();
  }

  dispose(): void {
    this.parentWatch.dispose();
    this.newestWatch?.dispose();
    this.looks.dispose();
    this.changes.dispose();
    if (this.poll !== null) clearTimeout(this.poll);
  }

  private async look(): Promise<void> {
    const runsChanged = await this.list.look();
    const trainedChanged = await this.lookAtTrained();
    this.watchNewest();
    if (this.poll !== null) clearTimeout(this.poll);
    this.poll = this.active === null ? null : setTimeout(() => this.looks.request(), pollInterval);
    if (runsChanged || trainedChanged) this.changes.fire();
  }

  private async lookAtTrained(): Promise<boolean> {
    const before = `${this.ratio} ${this.changedSinceTrained}`;
    const trained = this.trained;
    const key = trained === null ? "" : `${trained.folder} ${trained.record.heartbeat}`;
    if (key !== this.ratioOf || this.ratio === null) {
      this.ratioOf = key;
      const evaluation = trained === null ? null : await readEvaluation(trained.folder);
      this.ratio = evaluation?.compression.ratio ?? null;
    }
    this.changedSinceTrained =
      trained !== null && (await changedSince(trained.record, this.configFile));
    return before !== `${this.ratio} ${this.changedSinceTrained}`;
  }

  private watchNewest(): void {
    const folder = this.newest?.folder ?? null;
    if (folder === this.newestWatched) return;
    this.newestWatch?.dispose();
    this.newestWatched = folder;
    this.newestWatch =
      folder === null ? null : new FolderWatch(folder, folder, () => this.looks.request());
  }
}
