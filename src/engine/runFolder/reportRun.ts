import type { Evaluation } from "../../protocol/evaluation.js";
import type { ReportRun } from "../../protocol/report.js";
import type { RunRecord } from "../../protocol/runRecord.js";
import { MetricsTail } from "./metricsTail.js";
import { readEvaluation, readLogTail, readRun } from "./readRun.js";

const logBytes = 20_000;

/** A run as a report holds it; null where there is none, or it was not evaluated. No path of this machine goes along. */
export async function reportRun(folder: string): Promise<ReportRun | null> {
  const run = await readRun(folder);
  const evaluation = await readEvaluation(folder);
  if (run === null || evaluation === null) return null;
  const { records } = await new MetricsTail(folder).read();
  const record: RunRecord = { ...run.record, host: "", processId: 0 };
  return {
    run: view(`${record.name}/${record.number}`, record, run.state),
    metrics: records,
    evaluation,
    log: await readLogTail(folder, logBytes),
  };
}

/** A compressed file as a report holds it: it knows nothing of its training. */
export function reportFile(name: string, evaluation: Evaluation): ReportRun {
  const record: RunRecord = {
    format: 1,
    name,
    number: 0,
    state: "finished",
    phase: "",
    started: 0,
    ended: null,
    heartbeat: 0,
    processId: 0,
    host: "",
    config: { file: "", text: "" },
    input: null,
    model: null,
    device: null,
    threads: null,
    versions: {},
    progress: null,
    error: null,
  };
  return { run: view(name, record, "finished"), metrics: [], evaluation, log: "" };
}

function view(key: string, record: RunRecord, state: ReportRun["run"]["state"]): ReportRun["run"] {
  return {
    key,
    record,
    state,
    steerable: false,
    changedSince: false,
    runFolder: key,
    report: true,
  };
}
