import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Evaluation } from "../../../src/protocol/evaluation.js";
import { collimate, collimateJson } from "../../support/collimate.js";

const config = {
  input: "jets.npz",
  columns: {
    jet_pt: { as: "pt", unit: "GeV" },
    jet_eta: { as: "eta" },
    jet_mass: { as: "mass", unit: "GeV" },
  },
  model: { type: "masked", effort: "fast", hidden: [4] },
  training: { epochs: 1 },
};
const run = "runs/jets/001";

describe("collimate evaluate", () => {
  let folder: string;
  const write = (changes: object): void => {
    writeFileSync(join(folder, "jets.collimate.json"), JSON.stringify({ ...config, ...changes }));
  };
  const saved = (): Evaluation =>
    JSON.parse(readFileSync(join(folder, run, "evaluation.json"), "utf8")) as Evaluation;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "evaluate-"));
    await collimateJson(folder, "sample", "jets.npz", "--rows", "6000", "--seed", "2");
    write({ evaluation: { derived: { energy: "sqrt((pt*cosh(eta))^2 + mass^2)" } } });
    await collimateJson(folder, "train", "jets.collimate.json");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("evaluates derived quantities at the end of a training", () => {
    const energy = saved().columns.at(-1)!;
    expect(energy).toMatchObject({ name: "energy", formula: "sqrt((pt*cosh(eta))^2 + mass^2)" });
    expect(energy.residualStatistics.maxAbs).toBeGreaterThan(0);
    expect(saved().verification.violations).toBe(0);
    expect(saved().fits).toBeUndefined();
  });

  it("takes fits and selections that were added after the training, and writes a report", async () => {
    write({
      columns: { ...config.columns, energy_em: { kind: "weight" } },
      evaluation: {
        selection: "pt > 30",
        fits: [{ column: "mass", window: [60, 110], background: "exponential" }],
      },
    });
    const evaluation = await collimateJson<Evaluation>(
      folder,
      "evaluate",
      run,
      "--report",
      "a.html",
    );
    expect(evaluation.selection!.original).toBeLessThan(6000);
    const [{ original, shift }] = evaluation.fits!;
    expect(original.peak).not.toBeNull();
    expect(Math.abs(shift!.mean.pull!)).toBeLessThan(3);
    expect(evaluation.weight).toBe("energy_em");
    expect(original.errors).toHaveLength(original.counts.length);
    expect(saved()).toEqual(evaluation);
    const html = readFileSync(join(folder, "a.html"), "utf8");
    expect(html).toContain('"formula":"pt > 30"'.replaceAll("<", String.raw`\u003c`));
    expect(html).not.toContain(folder);
  });

  it("keeps to the run's own config where more than that changed", async () => {
    write({ training: { epochs: 2 }, evaluation: { selection: "pt > 1e9" } });
    const evaluation = await collimateJson<Evaluation>(folder, "evaluate", run);
    expect(evaluation.selection).toBeUndefined();
  });

  it("evaluates several, files too, into one report", async () => {
    write({});
    const looks = { evaluation: { fits: [{ column: "mass", window: [60, 110] }] } };
    writeFileSync(join(folder, "fits.collimate.json"), JSON.stringify({ ...config, ...looks }));
    await collimateJson(folder, "compress", "jets.collimate.json", "-o", "b.collimated.npz");
    const evaluations = await collimateJson<Evaluation[]>(
      folder,
      "evaluate",
      run,
      "b.collimated.npz",
      "--against",
      "jets.npz",
      "--config",
      "fits.collimate.json",
      "--report",
      "both.html",
    );
    expect(evaluations[0].fits).toBeUndefined();
    expect(evaluations[1].fits![0].original.peak).not.toBeNull();
    expect(evaluations[1].columns.find(({ label }) => label === "mass")!.unit).toBe("GeV");
    expect(evaluations).toHaveLength(2);
    const [first, second] = evaluations.map(({ compression }) => compression.ratio);
    expect(second / first).toBeCloseTo(1, 2);
    expect(readFileSync(join(folder, "both.html"), "utf8")).toContain('"name":"b.collimated.npz"');
  });

  it("says what is wrong with a formula, and where", async () => {
    writeFileSync(
      join(folder, "bad.collimate.json"),
      '{ "input": "jets.npz",\n  "evaluation": { "selection": "pt > 20 & et" } }',
    );
    const { code, stderr } = await collimate(folder, "train", "bad.collimate.json");
    expect(code).toBe(2);
    expect(stderr).toContain("bad.collimate.json:2:41: There is no operator &. Did you mean &&?");
  });
});
