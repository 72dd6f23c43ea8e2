import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MetricsTail } from "../../../src/engine/runFolder/metricsTail.js";
import { readEvaluation, readRun } from "../../../src/engine/runFolder/readRun.js";
import {
  collimate,
  collimateJson,
  eventually,
  finished,
  runFolder,
  startCollimate,
} from "../../support/collimate.js";

/** A whole run of its own folder, driven from outside through the built command line, as users and the editor do. */
describe("a training run", () => {
  let folder: string;
  const epochs = 30;
  const run = (name: string): string => runFolder(folder, name, 1);
  const weights = (name: string): Buffer => readFileSync(join(run(name), "model.safetensors"));
  const config = (name: string): string => `${name}.collimate.json`;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "train-"));
    await collimateJson(folder, "sample", "data.npz", "--rows", "12000", "--seed", "5");
    for (const name of ["whole", "stopped", "killed"]) {
      writeFileSync(
        join(folder, config(name)),
        JSON.stringify({
          input: "data.npz",
          model: { type: "dense" },
          training: { epochs, batchSize: 256, seed: 7 },
        }),
      );
    }
    await collimateJson(folder, "train", config("whole"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Waits until the run has trained for some epochs. */
  const trained = (name: string, least: number): Promise<true> =>
    eventually(async () => {
      const found = await readRun(run(name));
      return (found?.record.progress?.epoch ?? 0) >= least || null;
    });

  it("ends finished, with curves of every epoch and an evaluation of every value", async () => {
    const found = await readRun(run("whole"));
    expect(found?.state).toBe("finished");
    const { records } = await new MetricsTail(run("whole")).read();
    const validated = records.filter((record) => record.kind === "validation");
    expect(validated.map((record) => record.epoch)).toEqual(
      Array.from({ length: epochs }, (_, index) => index + 1),
    );
    const evaluation = await readEvaluation(run("whole"));
    expect(evaluation?.verification.violations).toBe(0);
    expect(evaluation?.verification.valuesChecked).toBe(12000 * evaluation!.columns.length);
    const { bytes, outputBytes } = evaluation!.compression;
    expect(bytes.model + bytes.data + bytes.exceptions + bytes.header).toBe(outputBytes);
  });

  it("stopped and resumed, gives the same weights, bit for bit", async () => {
    const training = startCollimate(folder, ["train", config("stopped"), "--quiet"]);
    const ended = finished(training);
    await trained("stopped", 2);
    await collimateJson(folder, "stop", run("stopped"));
    expect((await ended).code).toBe(1);
    const between = await readRun(run("stopped"));
    expect(between?.state).toBe("stopped");
    expect(between?.record.progress!.step).toBeLessThan(between!.record.progress!.steps);
    await collimateJson(folder, "train", config("stopped"), "--resume", run("stopped"));
    expect((await readRun(run("stopped")))?.state).toBe("finished");
    expect(weights("stopped").equals(weights("whole"))).toBe(true);
  });

  it("killed, shows as interrupted, loses nothing earlier, and resumes to the same weights", async () => {
    const training = startCollimate(folder, ["train", config("killed"), "--quiet"]);
    const ended = finished(training);
    await trained("killed", 3);
    training.kill("SIGKILL");
    await ended;
    const killed = await readRun(run("killed"));
    expect(killed?.state).toBe("interrupted");
    const before = (await new MetricsTail(run("killed")).read()).records.length;
    expect(before).toBeGreaterThan(0);
    await collimateJson(folder, "train", config("killed"), "--resume", run("killed"));
    expect(weights("killed").equals(weights("whole"))).toBe(true);
    const { records } = await new MetricsTail(run("killed")).read();
    const steps = records.filter((record) => record.kind === "validation").map((one) => one.step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps.length).toBe(epochs);
  });

  it("cannot be resumed when it is finished or its input changed", async () => {
    const again = await collimate(folder, "train", config("whole"), "--resume", run("whole"));
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("nothing to resume");
  });
});
