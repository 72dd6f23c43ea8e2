import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../../src/protocol/comparison.js";
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
      ...["compare", "dense.collimate.json", "masked.collimate.json", "--bound", "0.01"],
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
    expect(dense).toMatchObject({ architecture: "20-10-3", latent: 3, figures: "withoutBound" });
    expect(masked).toMatchObject({ latent: null, latentBits: null, ratioWithoutBound: null });
    expect(plain).toMatchObject({ run: null, parameters: 0, figures: "atBound" });
    expect(dense!.seconds.train).toBeGreaterThan(0);
  });

  it("gives the sizes that compressing gives", async () => {
    const [dense, masked, plain] = comparison.models;
    const compressed = (config: string, ...bound: string[]): Promise<CompressionReport> =>
      collimateJson(folder, "compress", `${config}.collimate.json`, "-o", "out.npz", ...bound);
    const atBound = await compressed("masked", "--bound", "0.01");
    const without = await compressed("dense", "--none");
    // The sizes differ by the text that says where a file comes from.
    expect(masked!.ratioAtBound / atBound.ratio).toBeCloseTo(1, 2);
    expect(dense!.ratioWithoutBound! / without.ratio).toBeCloseTo(1, 2);
    const grid = atBound.baselines.find(({ name }) => name === plain!.name)!;
    expect(plain!.ratioAtBound / (atBound.inputBytes / grid.bytes)).toBeCloseTo(1, 1);
    const latentBits = (8 * without.bytes.data) / 3000;
    expect(dense!.latentBits! / latentBits).toBeCloseTo(1, 6);
  });

  it("keeps figures at the bound within it, and tells of fits", () => {
    for (const { columns, figures, fits: found } of comparison.models) {
      expect(columns).toHaveLength(12);
      expect(found.map(({ label }) => label)).toEqual(["jet_mass"]);
      const pt = columns.find(({ label }) => label === "jet_pt")!;
      if (figures === "atBound") expect(pt.rmsOverSigma).toBeLessThan(0.1);
      else expect(pt.rmsOverSigma).toBeGreaterThan(0.1);
    }
    const { before, after, meanPercent } = comparison.models[1]!.fits[0]!;
    expect(meanPercent).toBeCloseTo((100 * (after!.mean - before!.mean)) / after!.mean, 9);
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
    expect(text).toContain("| masked/1 * |");
    expect(text).toContain("**Fitted peak, jet_mass**");
    for (const table of text.split("\n\n").filter((block) => block.startsWith("|"))) {
      const cells = table
        .trim()
        .split("\n")
        .map((line) => line.split("|").length);
      expect(new Set(cells).size).toBe(1);
      expect(cells.length).toBe(5);
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
    expect(Number(dense![head!.indexOf("jet_pt.rmsOverSigma")])).toBe(
      comparison.models[0]!.columns.find(({ label }) => label === "jet_pt")!.rmsOverSigma,
    );
    expect(readdirSync(join(folder, "runs", "dense"))).toEqual(["001"]);
  });

  it("refuses runs of different inputs, and runs that are not there", async () => {
    await collimateJson(folder, "train", "others.collimate.json");
    const mixed = await collimate(folder, "compare", "dense/1", "others/1");
    expect(mixed.code).toBe(2);
    expect(mixed.stderr).toContain("different inputs");
    expect((await collimate(folder, "compare", "nothing/1")).code).toBe(2);
    expect((await collimate(folder, "compare", "dense/1", "--bound", "-1")).code).toBe(2);
  });
});
