import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../../../src/errors.js";
import { forceStop } from "../../../../src/engine/runFolder/forceStop.js";
import { readRun, requestStop } from "../../../../src/engine/runFolder/readRun.js";
import type { RunRecord } from "../../../../src/protocol/runRecord.js";
import { runRecord } from "../../../support/runRecords.js";

let folder = "";
let engine: ChildProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "collimate-force-"));
  // An engine that answers nothing.
  engine = spawn(
    process.execPath,
    ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1e3)"],
    {
      detached: true,
      stdio: "ignore",
    },
  );
  await once(engine, "spawn");
});
afterEach(() => {
  engine.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function write(change: Partial<RunRecord> = {}): void {
  const record = runRecord({
    state: "training",
    ended: null,
    processId: engine.pid!,
    host: hostname(),
    heartbeat: Date.now(),
    ...change,
  });
  writeFileSync(join(folder, "run.json"), JSON.stringify(record));
}

describe("a stop that is not answered", () => {
  it("is told after ten seconds, however often it is asked for", async () => {
    write();
    expect((await readRun(folder))!.stopUnanswered).toBeUndefined();
    await requestStop(folder);
    expect((await readRun(folder))!.stopUnanswered).toBeUndefined();
    const before = Date.now() / 1000 - 11;
    utimesSync(join(folder, "stop"), before, before);
    await requestStop(folder);
    expect((await readRun(folder))!.stopUnanswered).toBe(true);
    write({ state: "stopped" });
    expect((await readRun(folder))!.stopUnanswered).toBeUndefined();
  });

  it("can be forced: the engine ends, and the run is interrupted", async () => {
    write();
    const ended = once(engine, "exit");
    await forceStop(folder);
    expect((await ended)[1]).toBe("SIGKILL");
    expect((await readRun(folder))!.state).toBe("interrupted");
    await expect(forceStop(folder)).rejects.toThrow("is interrupted: there is nothing to stop.");
  });

  it("is not forced on another machine's engine", async () => {
    write({ host: "elsewhere" });
    await expect(forceStop(folder)).rejects.toThrow(UsageError);
    await expect(forceStop(folder)).rejects.toThrow("is at work on elsewhere");
    expect(engine.exitCode).toBeNull();
  });
});
