import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MetricsTail } from "../../../../src/engine/runFolder/metricsTail.js";

const train = (step: number, loss = 1) => ({
  kind: "train",
  step,
  epoch: step / 10,
  time: step,
  loss,
  learningRate: 0.001,
  rowsPerSecond: 1000,
});

describe("MetricsTail", () => {
  let folder: string;
  let file: string;
  const append = (...records: unknown[]): void => {
    appendFileSync(file, records.map((record) => JSON.stringify(record) + "\n").join(""));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "metrics-"));
    file = join(folder, "metrics.jsonl");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("gives nothing before the file exists, then only what is new", async () => {
    const tail = new MetricsTail(folder);
    expect(await tail.read()).toEqual({ reset: false, records: [] });
    append(train(1), train(2));
    expect((await tail.read()).records).toEqual([train(1), train(2)]);
    append(train(3));
    expect(await tail.read()).toEqual({ reset: false, records: [train(3)] });
  });

  it("waits for the end of a half-written line", async () => {
    const tail = new MetricsTail(folder);
    const line = JSON.stringify(train(1));
    writeFileSync(file, line.slice(0, 20));
    expect((await tail.read()).records).toEqual([]);
    appendFileSync(file, line.slice(20) + "\n");
    expect((await tail.read()).records).toEqual([train(1)]);
  });

  it("skips a line that a killed engine left unfinished", async () => {
    writeFileSync(file, JSON.stringify(train(1)) + '\n{"kind":"tr\n');
    append(train(2));
    expect((await new MetricsTail(folder).read()).records).toEqual([train(1), train(2)]);
  });

  it("drops the steps that a resumed run does again", async () => {
    const tail = new MetricsTail(folder);
    append(train(1), train(2), train(3, 99));
    await tail.read();
    append({ kind: "resumed", resumedAt: 2 }, train(3, 0.5));
    const { reset, records } = await tail.read();
    expect(reset).toBe(true);
    expect(records).toEqual([train(1), train(2), { kind: "resumed", resumedAt: 2 }, train(3, 0.5)]);
  });

  it("keeps the trials that came before the steps of a run that was resumed", async () => {
    const tried = { kind: "trial", trial: 1, candidate: {}, epoch: 3, bits: 5 };
    append({ kind: "trials", count: 1, epochs: 5 }, tried, train(1), {
      kind: "resumed",
      resumedAt: 0,
    });
    const { records } = await new MetricsTail(folder).read();
    expect(records.map(({ kind }) => kind)).toEqual(["trials", "trial", "resumed"]);
  });

  it("starts over when the file was replaced by a shorter one", async () => {
    const tail = new MetricsTail(folder);
    append(train(1), train(2));
    await tail.read();
    writeFileSync(file, JSON.stringify(train(7)) + "\n");
    expect(await tail.read()).toEqual({ reset: true, records: [train(7)] });
  });
});
