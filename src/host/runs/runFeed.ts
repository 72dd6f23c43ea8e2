import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  readEvaluation,
  readLogTail,
  readRun,
  type RunFolder,
} from "../../engine/runFolder/readRun.js";
import { RunMetrics } from "../../engine/runFolder/runMetrics.js";
import { runFiles } from "../../engine/runFolder/runPaths.js";
import type { Evaluation } from "../../protocol/evaluation.js";
import type { MetricRecord } from "../../protocol/runRecord.js";
import { isActive } from "./activeRun.js";
import { Coalesced } from "./coalesce.js";
import { FolderWatch } from "./folderWatch.js";

/** What changed in a run folder since the last look. */
export interface RunChange {
  /** Everything must be shown again: metrics were dropped, or the folder came or went. */
  readonly reset: boolean;
  readonly run: boolean;
  readonly metrics: readonly MetricRecord[];
  readonly evaluation: boolean;
}

const pause = 100;
const pollInterval = 500;
const logBytes = 65_536;

/**
 * One run folder, read piece by piece while it grows: watched where the file system tells of changes, looked at twice a
 * second while its engine works.
 */
export class RunFeed {
  run: RunFolder | null = null;
  metrics: MetricRecord[] = [];
  evaluation: Evaluation | null = null;
  log = "";

  private readonly tail: RunMetrics;
  private readonly looks: Coalesced;
  private readonly watch: FolderWatch;
  private poll: NodeJS.Timeout | null = null;
  private runText = "";
  private evaluationStamp = "";
  private logStamp = "";

  constructor(
    readonly folder: string,
    private readonly changed: (change: RunChange) => void,
    failed: (error: unknown) => void,
  ) {
    this.tail = new RunMetrics(folder);
    this.looks = new Coalesced(() => this.look(), pause, failed);
    this.watch = new FolderWatch(folder, folder, () => this.looks.request());
  }

  /** Looks at once; settles when all that the folder holds has been read. */
  refresh(): Promise<void> {
    return this.looks.now();
  }

  dispose(): void {
    this.watch.dispose();
    this.looks.dispose();
    if (this.poll !== null) clearTimeout(this.poll);
  }

  private async look(): Promise<void> {
    const run = await readRun(this.folder);
    const cameOrWent = (run === null) !== (this.run === null);
    const { reset, records } = await this.tail.read();
    const evaluationChanged = await this.lookAtEvaluation();
    const logChanged = await this.lookAtLog();
    const runText = JSON.stringify([run?.state, run?.stopUnanswered, run?.record]);
    const runChanged = runText !== this.runText || logChanged;
    this.run = run;
    this.runText = runText;
    if (reset) this.metrics = [...records];
    else for (const record of records) this.metrics.push(record);
    this.schedule();
    if (cameOrWent || reset || runChanged || evaluationChanged || records.length > 0) {
      this.changed({
        reset: cameOrWent || reset,
        run: runChanged,
        metrics: reset ? [] : records,
        evaluation: evaluationChanged,
      });
    }
  }

  private async lookAtEvaluation(): Promise<boolean> {
    const stamp = await stampOf(join(this.folder, runFiles.evaluation));
    if (stamp === this.evaluationStamp) return false;
    this.evaluationStamp = stamp;
    this.evaluation = stamp === "" ? null : await readEvaluation(this.folder);
    return true;
  }

  private async lookAtLog(): Promise<boolean> {
    const stamp = await stampOf(join(this.folder, runFiles.log));
    if (stamp === this.logStamp) return false;
    this.logStamp = stamp;
    this.log = await readLogTail(this.folder, logBytes);
    return true;
  }

  private schedule(): void {
    if (this.poll !== null) clearTimeout(this.poll);
    this.poll = null;
    if (this.run === null || !isActive(this.run.state)) return;
    this.poll = setTimeout(() => this.looks.request(), pollInterval);
  }
}

/** Changes when the file does; empty where there is none. */
async function stampOf(path: string): Promise<string> {
  return stat(path).then(
    (found) => `${found.mtimeMs} ${found.size} ${found.ino}`,
    () => "",
  );
}
