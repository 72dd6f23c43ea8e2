import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RunList } from "../../../../src/host/runs/runList.js";
import type { RunRecord } from "../../../../src/protocol/runRecord.js";
import { runRecord } from "../../../support/runRecords.js";

let parent = "";
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "collimate-runs-"));
});
afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

function write(number: number, change: Partial<RunRecord>): void {
  const folder = join(parent, String(number).padStart(3, "0"));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "run.json"), JSON.stringify(runRecord({ number, ...change })));
}

describe("RunList", () => {
  it("lists runs by number and tells what changes", async () => {
    const list = new RunList(parent);
    expect(await list.look()).toBe(true);
    expect(list.runs).toEqual([]);
    write(10, {});
    write(9, { state: "failed" });
    mkdirSync(join(parent, "011"));
    mkdirSync(join(parent, "notes"));
    expect(await list.look()).toBe(true);
    expect(list.runs.map((run) => [run.record.number, run.state])).toEqual([
      [9, "failed"],
      [10, "finished"],
    ]);
    expect(await list.look()).toBe(false);
    write(10, { state: "stopped" });
    expect(await list.look()).toBe(true);
  });

  it("takes a sign of life for no change", async () => {
    const list = new RunList(parent);
    write(1, { heartbeat: 1 });
    await list.look();
    write(1, { heartbeat: 1_000_000 });
    expect(await list.look()).toBe(false);
  });

  it("shows a run whose engine is gone as interrupted", async () => {
    const list = new RunList(parent);
    write(1, { state: "training", host: "elsewhere", heartbeat: Date.now() });
    await list.look();
    expect(list.runs[0]?.state).toBe("training");
    write(1, { state: "training", host: "elsewhere", heartbeat: Date.now() - 60_000 });
    expect(await list.look()).toBe(true);
    expect(list.runs[0]?.state).toBe("interrupted");
  });
});
