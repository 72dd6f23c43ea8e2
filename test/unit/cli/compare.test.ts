import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  comparedFigures,
  type ComparedColumn,
  type Comparison,
} from "../../../src/protocol/comparison.js";
import type { CompressionReport } from "../../../src/protocol/evaluation.js";
import { collimate, collimateJson } from "../../support/collimate.js";

describe("collimate compare", () => {
  let folder: string;
  let comparison: Comparison;
  const fits = [{ column: "jet_mass", window: [100, 225] }];
  const write = (name: string, config: object): void => {
    writeFileSync(join(folder, `${name}.collimate.json`), JSON.stringify(config));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "compare-"));
    await collimate(folder, "sample", "jets.npz", "--rows", "3000");
    await collimate(folder, "sample", "others.npz", "--rows", "500", "--seed", "9");
    const training = { epochs: 3 };
    const model = { type: "dense", hidden: [20, 10], latent: 3 };
    write("dense", { input: "jets.npz", model, training, evaluation: { fits } });
    write("masked", {
      input: "jets.npz",
      model: { type: "masked", effort: "fast", hidden: [8] },
      training,
      evaluation: { fits },
    });
    write("others", { input: "others.npz", model, training });
    comparison = await collimateJson(
      folder,
      ...["compare", "dense.collimate.json", "masked.collimate.json", "--bound", "0.01", "--plots"],
    );
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("trains what is not trained yet, and names every model and the plain quantiser", () => {
    const { models, bound, input } = comparison;
    expect(models.map(({ name }) => name)).toEqual(["dense/1", "masked/1", "grid + entropy coder"]);
    expect(bound).toBe(0.01);
    expect(input).toMatchObject({ path: "jets.npz", rows: 3000 });
    const [dense, masked, plain] = models;
    expect(dense).toMatchObject({ architecture: "20-10-3", latent: 3 });
    expect(masked).toMatchObject({ latent: null, latentBits: null, withoutBound: null });
    expect(plain).toMatchObject({ run: null, parameters: 0, withoutBound: null });
    expect(dense!.trainSeconds).toBeGreaterThan(0);
  });

  it("gives the sizes that compressing gives", async () => {
    const [dense, masked, plain] = comparison.models;
    const compressed = (config: string, ...bound: string[]): Promise<CompressionReport> =>
      collimateJson(folder, "compress", `${config}.collimate.json`, "-o", "out.npz", ...bound);
    const atBound = await compressed("masked", "--bound", "0.01");
    const without = await compressed("dense", "--none");
    // The sizes differ by the text that says where a file comes from.
    expect(masked!.atBound.ratio / atBound.ratio).toBeCloseTo(1, 2);
    expect(dense!.withoutBound!.ratio / without.ratio).toBeCloseTo(1, 2);
    const grid = atBound.baselines.find(({ name }) => name === plain!.name)!;
    expect(plain!.atBound.ratio / (atBound.inputBytes / grid.bytes)).toBeCloseTo(1, 1);
    const latentBits = (8 * without.bytes.data) / 3000;
    expect(dense!.latentBits! / latentBits).toBeCloseTo(1, 6);
  });

  it("keeps figures at the bound within it, and tells of fits", () => {
    for (const { atBound, withoutBound } of comparison.models) {
      for (const { columns, fits: found } of [atBound, withoutBound ?? atBound]) {
        expect(columns).toHaveLength(12);
        expect(found.map(({ label }) => label)).toEqual(["jet_mass"]);
      }
      const rms = (columns: readonly ComparedColumn[]): number =>
        columns.find(({ label }) => label === "jet_pt")!.rmsOverSigma!;
      expect(rms(atBound.columns)).toBeLessThan(0.1);
      if (withoutBound !== null) expect(rms(withoutBound.columns)).toBeGreaterThan(0.1);
    }
    const { before, after, meanPercent } = comparison.models[1]!.atBound.fits[0]!;
    expect(meanPercent).toBeCloseTo((100 * (after!.mean - before!.mean)) / after!.mean, 9);
  });

  it("gives the bins of every column's plots where they are asked for", async () => {
    const [dense] = comparison.models;
    for (const { columns, plots } of [dense!.withoutBound!, dense!.atBound]) {
      expect(plots!.map(({ label }) => label)).toEqual(columns.map(({ label }) => label));
      const { entries, residual } = plots!.find(({ label }) => label === "jet_pt")!;
      const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
      expect(sum(entries.original)).toBeGreaterThan(2900);
      expect(sum(entries.decompressed)).toBeLessThanOrEqual(3000);
      expect(sum(residual.counts)).toBeGreaterThan(2900);
      expect(entries.edges).toHaveLength(entries.original.length + 1);
    }
    const bare: Comparison = await collimateJson(folder, "compare", "dense/1", "--bound", "0.01");
    expect(bare.models[0]!.withoutBound!.plots).toBeUndefined();
  });

  it("writes Markdown and CSV from finished runs, and trains nothing again", async () => {
    const markdown = await collimate(
      folder,
      "compare",
      "dense/1",
      "masked/1",
      "--quiet",
      "-o",
      "a.md",
    );
    expect(markdown.code).toBe(0);
    const text = readFileSync(join(folder, "a.md"), "utf8");
    expect(text).toContain("| masked/1 |");
    expect(text.match(/\*\*Fitted peak, jet_mass\*\*/g)).toHaveLength(2);
    for (const table of text.split("\n\n").filter((block) => block.startsWith("|"))) {
      const cells = table
        .trim()
        .split("\n")
        .map((line) => line.split("|").length);
      expect(new Set(cells).size).toBe(1);
      expect([3, 5]).toContain(cells.length);
    }
    const csv = await collimate(
      folder,
      "compare",
      "dense.collimate.json",
      "--csv",
      "--bound",
      "0.01",
    );
    const [head, dense] = csv.stdout
      .trim()
      .split("\n")
      .map((line) => line.split(","));
    expect(dense).toHaveLength(head!.length);
    expect(Number(dense![head!.indexOf("withoutBound.columns.jet_pt.rmsOverSigma")])).toBe(
      comparison.models[0]!.withoutBound!.columns.find(({ label }) => label === "jet_pt")!
        .rmsOverSigma,
    );
    expect(readdirSync(join(folder, "runs", "dense"))).toEqual(["001"]);
  });

  it("gives mean and standard error over the seeds of a repeated training", async () => {
    const config = {
      input: "jets.npz",
      model: { type: "dense", hidden: [20, 10], latent: 3 },
      evaluation: { fits },
    };
    write("repeated", { ...config, training: { epochs: 2, seed: 5, repeats: 2 } });
    for (const seed of [5, 6]) write(`seed${seed}`, { ...config, training: { epochs: 2, seed } });
    const compare = (...names: string[]): Promise<Comparison> => {
      const configs = names.map((name) => `${name}.collimate.json`);
      return collimateJson(folder, "compare", ...configs, "--bound", "0.01");
    };
    const [mean] = (await compare("repeated")).models;
    const single = await compare("seed5", "seed6");
    const name = "withoutBound.columns.jet_pt.rmsOverSigma";
    const [a, b] = single.models.map((model) => comparedFigures(model).get(name)!);
    expect(mean!.repeats!.seeds).toEqual([5, 6]);
    expect(comparedFigures(mean!).get(name)).toBeCloseTo((a! + b!) / 2, 9);
    expect(mean!.repeats!.errors[name]).toBeCloseTo(Math.abs(a! - b!) / 2, 9);
    const markdown = await collimate(folder, "compare", "repeated/1", "--quiet", "-o", "r.md");
    expect(markdown.code).toBe(0);
    expect(readFileSync(join(folder, "r.md"), "utf8")).toMatch(
      /\| repeated\/1, 2 seeds \|.*\d ± \d/,
    );
    const csv = await collimate(folder, "compare", "repeated/1", "--csv");
    expect(csv.stdout.split("\n")[0]).toContain(",withoutBound.ratio,withoutBound.ratio.error,");
  }, 180_000);

  it("refuses runs of different inputs, and runs that are not there", async () => {
    await collimateJson(folder, "train", "others.collimate.json");
    const mixed = await collimate(folder, "compare", "dense/1", "others/1");
    expect(mixed.code).toBe(2);
    expect(mixed.stderr).toContain("different inputs");
    expect((await collimate(folder, "compare", "nothing/1")).code).toBe(2);
    expect((await collimate(folder, "compare", "dense/1", "--bound", "-1")).code).toBe(2);
  });
});
