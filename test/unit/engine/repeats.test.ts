import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEvaluation, readRun } from "../../../src/engine/runFolder/readRun.js";
import { RunMetrics } from "../../../src/engine/runFolder/runMetrics.js";
import {
  collimate,
  collimateJson,
  eventually,
  finished,
  runFolder,
  startCollimate,
} from "../../support/collimate.js";

/** Training with several seeds, driven through the built command line. */
describe("training that is repeated", () => {
  let folder: string;
  const run = (name: string): string => runFolder(folder, name, 1);
  const repeat = (name: string, number: number): string =>
    join(run(name), "repeats", String(number).padStart(3, "0"));
  const weights = (path: string): Buffer => readFileSync(join(path, "model.safetensors"));
  const write = (name: string, training: object): void => {
    writeFileSync(
      join(folder, `${name}.collimate.json`),
      JSON.stringify({
        input: "data.npz",
        model: { type: "dense", hidden: [24, 12] },
        training: { epochs: 40, batchSize: 128, ...training },
      }),
    );
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "repeats-"));
    await collimateJson(folder, "sample", "data.npz", "--rows", "6000", "--seed", "8");
    write("three", { repeats: 3, seed: 5 });
    write("stopped", { repeats: 3, seed: 5 });
    write("killed", { repeats: 2, seed: 5 });
    write("alone", { seed: 6 });
    await collimateJson(folder, "train", "three.collimate.json");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Waits until some repeat has trained for a while. */
  const begun = (name: string): Promise<true> =>
    eventually(async () => {
      const found = await readRun(run(name));
      return (found?.record.progress?.step ?? 0) > 100 || null;
    });

  it("trains each seed as a run of its own, to the same weights", async () => {
    await collimateJson(folder, "train", "alone.collimate.json");
    expect(weights(repeat("three", 2))).toEqual(weights(run("alone")));
    expect(weights(repeat("three", 1))).not.toEqual(weights(repeat("three", 2)));
    const found = await readRun(run("three"));
    expect(found?.state).toBe("finished");
    expect(found?.record.repeats?.seeds).toEqual([5, 6, 7]);
    expect(found?.record.progress?.step).toBe(found?.record.progress?.steps);
  });

  it("uses the model with the lowest validation loss, and gives every figure with its error", async () => {
    const evaluation = await readEvaluation(run("three"));
    const { repeats } = evaluation!;
    const evaluations = await Promise.all(
      [1, 2, 3].map((number) => readEvaluation(repeat("three", number))),
    );
    const losses = repeats!.losses.map((loss) => loss!);
    expect(losses).toHaveLength(3);
    expect(losses[repeats!.used - 1]).toBe(Math.min(...losses));
    expect(weights(run("three"))).toEqual(weights(repeat("three", repeats!.used)));
    const used = evaluations[repeats!.used - 1]!;
    expect(evaluation!.compression.outputBytes).toBe(used.compression.outputBytes);
    const ratio = repeats!.figures.find(({ name }) => name === "compression.ratio")!;
    const values = evaluations.map((one) => one!.compression.ratio);
    const mean = (values[0]! + values[1]! + values[2]!) / 3;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2;
    expect(ratio.values).toEqual(values);
    expect(ratio.mean).toBeCloseTo(mean, 12);
    expect(ratio.error).toBeCloseTo(Math.sqrt(variance / 3), 12);
    const names = repeats!.figures.map(({ name }) => name);
    expect(names).toContain(`columns.${used.columns[0]!.label}.residualStatistics.rms`);
  });

  it("gives the curves of all repeats", async () => {
    const { records } = await new RunMetrics(run("three")).read();
    for (const number of [1, 2, 3]) {
      const own = records.filter(
        (record) => record.kind === "validation" && record.repeat === number,
      );
      expect(own).toHaveLength(40);
    }
    expect(records.every(({ repeat: number }) => number !== undefined)).toBe(true);
  });

  it("stops all repeats, and resumes them to the same weights", async () => {
    const child = startCollimate(folder, ["train", "stopped.collimate.json"]);
    const end = finished(child);
    await begun("stopped");
    await collimate(folder, "stop", "stopped/1");
    expect((await end).code).toBe(1);
    expect((await readRun(run("stopped")))?.state).toBe("stopped");
    const states = await Promise.all(
      [1, 2, 3].map(async (number) => (await readRun(repeat("stopped", number)))?.state),
    );
    expect(states).toContain("stopped");
    expect(states.filter((state) => state !== "stopped" && state !== "finished")).toEqual([]);
    await collimateJson(folder, "train", "stopped.collimate.json", "--resume", "stopped/1");
    for (const number of [1, 2, 3]) {
      expect(weights(repeat("stopped", number))).toEqual(weights(repeat("three", number)));
    }
  });

  it("leaves no engine behind when the one that started them is killed", async () => {
    const child = startCollimate(folder, ["train", "killed.collimate.json"]);
    const end = finished(child);
    await begun("killed");
    child.kill("SIGKILL");
    await end;
    for (const number of [1, 2]) {
      await eventually(async () => (await readRun(repeat("killed", number)))?.state === "stopped");
    }
    expect((await readRun(run("killed")))?.state).toBe("interrupted");
    await collimateJson(folder, "train", "killed.collimate.json", "--resume", "killed/1");
    expect(weights(repeat("killed", 2))).toEqual(weights(repeat("three", 2)));
  });

  it("fails with the reason of the repeat that failed", async () => {
    write("wild", { repeats: 2, learningRate: 1e30, optimizer: "sgd" });
    const result = await collimate(folder, "train", "wild.collimate.json");
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("learningRate");
    expect((await readRun(run("wild")))?.state).toBe("failed");
  });
});
