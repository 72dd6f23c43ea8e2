import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MetricsTail } from "../../../src/engine/runFolder/metricsTail.js";
import { readRun } from "../../../src/engine/runFolder/readRun.js";
import type { MetricRecord } from "../../../src/protocol/runRecord.js";
import {
  collimate,
  collimateJson,
  eventually,
  finished,
  runFolder,
  startCollimate,
} from "../../support/collimate.js";

/** What a masked model's run folder tells of the time before its training. */
describe("the trials of a run", () => {
  let folder: string;
  let said: string;
  const run = (name: string): string => runFolder(folder, name, 1);
  const config = (name: string): string => `${name}.collimate.json`;
  const weights = (name: string): Buffer => readFileSync(join(run(name), "model.safetensors"));
  const metrics = async (name: string): Promise<readonly MetricRecord[]> =>
    (await new MetricsTail(run(name)).read()).records;
  const tried = (records: readonly MetricRecord[]): number[] =>
    records.flatMap((record) => (record.kind === "tried" ? [record.trial] : []));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "trials-"));
    await collimateJson(folder, "sample", "data.npz", "--rows", "2000", "--seed", "5");
    for (const name of ["whole", "stopped"]) {
      const text = { input: "data.npz", training: { epochs: 3, seed: 7 } };
      writeFileSync(join(folder, config(name)), JSON.stringify(text));
    }
    const whole = await collimate(folder, "train", config("whole"), "--verbose");
    expect(whole.code).toBe(0);
    said = whole.stdout + whole.stderr;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("stand before its curve, each with points, a result, and the answer to what it was for", async () => {
    const records = await metrics("whole");
    const [first] = records;
    if (first?.kind !== "trials") return expect.fail("the trials do not come first");
    const numbers = Array.from({ length: first.count }, (_, i) => i + 1);
    expect(tried(records)).toEqual(numbers);
    for (const trial of numbers) {
      const points = records.flatMap((one) =>
        one.kind === "trial" && one.trial === trial ? [one] : [],
      );
      expect(points.at(-1)!.epoch).toBe(first.epochs);
      expect(points.at(-1)!.bits).toBeLessThan(points[0]!.bits);
    }
    const chosen = records.flatMap((one) => (one.kind === "chosen" ? [one] : []));
    expect(chosen.map(({ question }) => question)).toEqual(["order", "context", "hidden"]);
    const results = new Map(
      records.flatMap((one) => (one.kind === "tried" ? [[one.trial, one]] : [])),
    );
    for (const { question, trial } of chosen.filter((one) => one.question !== "context")) {
      const rivals = [...results.values()].filter((one) => one.candidate.question === question);
      expect(results.get(trial)!.bits).toBe(Math.min(...rivals.map(({ bits }) => bits)));
    }
    expect(records.findIndex(({ kind }) => kind === "train")).toBeGreaterThan(
      records.findLastIndex(({ kind }) => kind === "chosen"),
    );
    expect(records.some(({ kind }) => kind === "resumed")).toBe(false);
    for (const trial of numbers) expect(said).toMatch(new RegExp(`^trial ${trial} `, "m"));
    expect(said).toMatch(new RegExp(`^  chosen by ${first.count} trials: .*hidden layers `, "m"));
  });

  it("begin again where they were stopped, and lead to the same weights, bit for bit", async () => {
    const training = startCollimate(folder, ["train", config("stopped"), "--quiet"]);
    const ended = finished(training);
    await eventually(async () => tried(await metrics("stopped")).length >= 2 || null);
    await collimateJson(folder, "stop", run("stopped"));
    expect((await ended).code).toBe(1);
    const between = await readRun(run("stopped"));
    expect(between?.state).toBe("stopped");
    expect(between?.record.progress).toBeNull();
    const before = tried(await metrics("stopped"));
    await collimateJson(folder, "train", config("stopped"), "--resume", run("stopped"));
    expect(weights("stopped").equals(weights("whole"))).toBe(true);
    const all = tried(await metrics("whole"));
    expect(before.length).toBeLessThan(all.length);
    expect(tried(await metrics("stopped"))).toEqual([...before, ...all]);
  });
});
