import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { UsageError } from "../../errors.js";
import type { Evaluation } from "../../protocol/evaluation.js";
import type { MetricRecord, RunRecord } from "../../protocol/runRecord.js";
import { MetricsTail } from "./metricsTail.js";
import { readRun, runNumbers } from "./readRun.js";
import { runFiles, runName, runsOf } from "./runPaths.js";

/** The engine's side of a run folder: the only writer of everything in it but the request to stop. */
export class RunWriter {
  private constructor(
    readonly folder: string,
    private current: RunRecord,
  ) {}

  /** Makes the next numbered folder for a config. */
  static async create(
    configFile: string,
    configText: string,
    runsFolder?: string,
  ): Promise<RunWriter> {
    const parent = runsOf(configFile, runsFolder);
    mkdirSync(parent, { recursive: true });
    const taken = await runNumbers(parent);
    let number = Number(taken.at(-1) ?? 0) + 1;
    for (; ; number++) {
      try {
        mkdirSync(join(parent, String(number).padStart(3, "0")));
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
    const folder = join(parent, String(number).padStart(3, "0"));
    const writer = new RunWriter(folder, firstRecord(number, configFile, configText));
    writer.save();
    return writer;
  }

  /** Makes a run in `folder` that waits to be resumed. */
  static prepare(folder: string, number: number, configFile: string, configText: string): void {
    mkdirSync(folder, { recursive: true });
    const record = firstRecord(number, configFile, configText);
    new RunWriter(folder, { ...record, state: "stopped", phase: "Waiting" }).save();
  }

  /**
   * Takes over a run that stopped, failed or was interrupted.
   * @throws UsageError where there is no such run, or its engine is still at work
   */
  static async reopen(folder: string): Promise<RunWriter> {
    const run = await readRun(folder);
    if (run === null) {
      throw new UsageError(
        `${folder} is not the folder of a run: it has no readable ${runFiles.record}.`,
      );
    }
    if (run.state === "finished") {
      throw new UsageError(
        `Run ${run.record.number} of ${run.record.name} is finished: there is nothing to resume.`,
      );
    }
    if (!["stopped", "failed", "interrupted"].includes(run.state)) {
      throw new UsageError(
        `Run ${run.record.number} of ${run.record.name} is at work (process ${run.record.processId}). Stop it first.`,
      );
    }
    rmSync(join(folder, runFiles.stopRequest), { force: true });
    await endLastLine(join(folder, runFiles.metrics));
    const writer = new RunWriter(folder, run.record);
    writer.update({
      state: "starting",
      phase: "Resuming",
      processId: process.pid,
      host: hostname(),
      ended: null,
      error: null,
    });
    return writer;
  }

  get record(): RunRecord {
    return this.current;
  }

  /** Changes the record; every change is also a sign of life. */
  update(change: Partial<RunRecord>): void {
    this.current = { ...this.current, ...change, heartbeat: Date.now() };
    this.save();
  }

  metric(record: MetricRecord): void {
    appendFileSync(join(this.folder, runFiles.metrics), JSON.stringify(record) + "\n");
  }

  /**
   * Says in the metrics that steps after `resumedAt` are done again. Does nothing for a run that has no curve yet.
   */
  async resumedAt(step: number): Promise<void> {
    const { records } = await new MetricsTail(this.folder).read();
    if (!records.some(({ kind }) => kind === "train" || kind === "validation")) return;
    this.metric({ kind: "resumed", resumedAt: step });
    this.log(`Resumed at step ${step}`);
  }

  log(text: string): void {
    const time = new Date().toISOString().replace("T", " ").slice(0, 19);
    appendFileSync(join(this.folder, runFiles.log), `${time}  ${text}\n`);
  }

  /** Writes a file of the run, whole or not at all. */
  file(name: string, content: Uint8Array | string): void {
    const path = join(this.folder, name);
    writeFileSync(`${path}.part`, content);
    renameSync(`${path}.part`, path);
  }

  evaluation(evaluation: Evaluation): void {
    this.file(runFiles.evaluation, JSON.stringify(evaluation));
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  get stopRequested(): boolean {
    return existsSync(join(this.folder, runFiles.stopRequest));
  }

  clearStopRequest(): void {
    rmSync(join(this.folder, runFiles.stopRequest), { force: true });
  }

  private save(): void {
    this.file(runFiles.record, JSON.stringify(this.current, null, 1));
  }
}

/** Ends a last line that a killed engine left unfinished. */
async function endLastLine(path: string): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => "");
  if (text !== "" && !text.endsWith("\n")) appendFileSync(path, "\n");
}

function firstRecord(number: number, configFile: string, configText: string): RunRecord {
  const now = Date.now();
  return {
    format: 1,
    name: runName(configFile),
    number,
    state: "starting",
    phase: "Starting",
    started: now,
    ended: null,
    heartbeat: now,
    processId: process.pid,
    host: hostname(),
    config: { file: basename(configFile), text: configText },
    input: null,
    model: null,
    device: null,
    threads: null,
    versions: {},
    progress: null,
    error: null,
  };
}
