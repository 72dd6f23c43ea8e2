import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunChange, RunFeed } from "../../../../src/host/runs/runFeed.js";
import type { MetricRecord, RunRecord } from "../../../../src/protocol/runRecord.js";
import { runRecord } from "../../../support/runRecords.js";

let folder = "";
let feed: RunFeed;
let changes: RunChange[] = [];
let notify: () => void = () => undefined;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "collimate-feed-")), "001");
  mkdirSync(folder);
  changes = [];
  feed = new RunFeed(
    folder,
    (change) => {
      changes.push(change);
      notify();
    },
    (error) => {
      throw error;
    },
  );
});
afterEach(() => {
  feed.dispose();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

function write(change: Partial<RunRecord>): void {
  writeFileSync(join(folder, "run.json"), JSON.stringify(runRecord(change)));
}

function append(...records: MetricRecord[]): void {
  appendFileSync(
    join(folder, "metrics.jsonl"),
    records.map((record) => JSON.stringify(record) + "\n").join(""),
  );
}

const step = (number: number): MetricRecord => ({
  kind: "validation",
  step: number,
  epoch: number / 10,
  time: number,
  loss: 1 / number,
  best: false,
});

describe("RunFeed", () => {
  it("tells of a run that appears, grows and is evaluated, each piece once", async () => {
    await feed.refresh();
    expect(feed.run).toBeNull();
    write({ state: "finished" });
    await feed.refresh();
    expect(changes.at(-1)?.reset).toBe(true);

    append(step(10), step(20));
    await feed.refresh();
    append(step(30));
    await feed.refresh();
    const steps = changes.flatMap((change) => change.metrics);
    expect(steps).toEqual([step(10), step(20), step(30)]);
    expect(feed.metrics).toEqual(steps);

    writeFileSync(join(folder, "evaluation.json"), '{"format":1,"rows":5}');
    writeFileSync(join(folder, "log.txt"), "one line\n");
    await feed.refresh();
    expect(changes.at(-1)).toMatchObject({ reset: false, evaluation: true, run: true });
    expect(feed.evaluation?.rows).toBe(5);
    expect(feed.log).toBe("one line\n");

    const before = changes.length;
    await feed.refresh();
    expect(changes).toHaveLength(before);
  });

  it("starts over when a resumed run drops later steps", async () => {
    write({ state: "stopped" });
    append(step(10), step(20), step(30));
    await feed.refresh();
    append({ kind: "resumed", resumedAt: 20 }, step(21));
    await feed.refresh();
    expect(changes.at(-1)?.reset).toBe(true);
    const kept = feed.metrics.filter((one) => one.kind !== "resumed");
    expect(kept).toEqual([step(10), step(20), step(21)]);
  });

  it("notices by itself what an engine writes", async () => {
    write({ state: "finished" });
    await feed.refresh();
    const seen = new Promise<void>((resolve) => {
      notify = () => {
        if (feed.metrics.length > 0) resolve();
      };
    });
    append(step(10));
    await seen;
    expect(feed.metrics).toEqual([step(10)]);
  });
});
