import type { RunFolder } from "../../src/engine/runFolder/readRun.js";
import type { RunRecord, RunState } from "../../src/protocol/runRecord.js";

/** A run record with sensible values, for tests that change a few of them. */
export function runRecord(change: Partial<RunRecord> = {}): RunRecord {
  return {
    format: 1,
    name: "jets",
    number: 6,
    state: "finished",
    phase: "Finished",
    started: 1_000,
    ended: 2_000,
    heartbeat: 2_000,
    processId: 42,
    host: "here",
    config: { file: "jets.collimate.json", text: '{ "input": "jets.npz" }' },
    input: null,
    model: null,
    device: null,
    threads: null,
    versions: {},
    progress: null,
    error: null,
    ...change,
  };
}

export function runFolder(state: RunState, change: Partial<RunRecord> = {}): RunFolder {
  const recorded = state === "interrupted" ? "training" : state;
  const record = runRecord({ state: recorded, ...change });
  return { folder: `/data/runs/jets/${String(record.number).padStart(3, "0")}`, record, state };
}
