import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deriveState } from "../../../../src/engine/runFolder/deriveState.js";
import { listRuns, readRun, requestStop } from "../../../../src/engine/runFolder/readRun.js";
import { RunWriter } from "../../../../src/engine/runFolder/runWriter.js";

describe("run folder", () => {
  let folder: string;
  let config: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "runs-"));
    config = join(folder, "jets.collimate.json");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("numbers runs in order, also beyond 999, and lists the oldest first", async () => {
    const first = await RunWriter.create(config, "{}");
    const parent = join(folder, "runs", "jets");
    expect(first.folder).toBe(join(parent, "001"));
    writeFileSync(join(parent, "notes.txt"), "");
    mkdirSync(join(parent, "999"));
    const later = await RunWriter.create(config, "{}");
    expect(later.record.number).toBe(1000);
    expect((await listRuns(config)).map((run) => run.record.number)).toEqual([1, 1000]);
  });

  it("leaves no half-written file", async () => {
    const run = await RunWriter.create(config, "{}");
    run.file("model.bin", new Uint8Array(10));
    expect(readdirSync(run.folder).sort()).toEqual(["model.bin", "run.json"]);
  });

  it("shows and clears a request to stop", async () => {
    const run = await RunWriter.create(config, "{}");
    expect(run.stopRequested).toBe(false);
    await requestStop(run.folder);
    expect(run.stopRequested).toBe(true);
    run.clearStopRequest();
    expect(run.stopRequested).toBe(false);
  });

  it("is not taken over from an engine at work, but after its end", async () => {
    const run = await RunWriter.create(config, "{}");
    await expect(RunWriter.reopen(run.folder)).rejects.toThrow(/at work/);
    run.update({ state: "stopped", ended: 1 });
    const again = await RunWriter.reopen(run.folder);
    expect(again.record.state).toBe("starting");
    expect(again.record.ended).toBeNull();
    again.update({ state: "finished" });
    await expect(RunWriter.reopen(run.folder)).rejects.toThrow(/nothing to resume/);
  });

  it("says that steps are done again where there were some, on a line of its own", async () => {
    const run = await RunWriter.create(config, "{}");
    const lines = (): string[] =>
      readFileSync(join(run.folder, "metrics.jsonl"), "utf8").trimEnd().split("\n");
    run.metric({ kind: "trials", count: 1, epochs: 5 });
    await run.resumedAt(0);
    expect(lines()).toHaveLength(1);
    appendFileSync(join(run.folder, "metrics.jsonl"), '{"kind":"train","step":1}\n{"kind":"tr');
    run.update({ state: "stopped" });
    await (await RunWriter.reopen(run.folder)).resumedAt(1);
    expect(lines().slice(2)).toEqual(['{"kind":"tr', '{"kind":"resumed","resumedAt":1}']);
  });

  it("derives interrupted from a dead process here and from silence elsewhere", async () => {
    const run = await RunWriter.create(config, "{}");
    const record = { ...run.record, heartbeat: 1_000_000 };
    const here = { ...record, host: hostname() };
    expect(deriveState(here, 1_001_000, () => true)).toBe("starting");
    expect(deriveState(here, 1_001_000, () => false)).toBe("interrupted");
    expect(deriveState(here, 1_400_000, () => true)).toBe("interrupted");
    const elsewhere = { ...record, host: "another" };
    expect(deriveState(elsewhere, 1_029_000, () => false)).toBe("starting");
    expect(deriveState(elsewhere, 1_031_000, () => false)).toBe("interrupted");
    expect(deriveState({ ...here, state: "finished" }, 9e12, () => false)).toBe("finished");
  });

  it("is null where run.json is missing or broken", async () => {
    expect(await readRun(folder)).toBeNull();
    writeFileSync(join(folder, "run.json"), "{");
    expect(await readRun(folder)).toBeNull();
  });
});
