import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withFile } from "../../../src/engine/nodeFiles.js";
import { readTable } from "../../../src/data/readTable.js";
import type { CompressionReport, VerificationReport } from "../../../src/protocol/evaluation.js";
import { collimate, collimateJson, finished, startCollimate } from "../../support/collimate.js";

describe("the command line", () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cli-"));
    await collimateJson(folder, "sample", "jets.npz", "--rows", "6000", "--seed", "2");
    const config = { input: "jets.npz", training: { epochs: 3 } };
    writeFileSync(join(folder, "jets.collimate.json"), JSON.stringify(config));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const table = (name: string) => withFile(join(folder, name), (file) => readTable(file));

  it("compresses, verifies and decompresses a file without a config", async () => {
    const report = await collimateJson<CompressionReport>(
      folder,
      "compress",
      "jets.npz",
      "--bound",
      "1e-2",
      "-o",
      "small.collimated.npz",
    );
    expect(report.outputBytes).toBe(readFileSync(join(folder, "small.collimated.npz")).length);
    expect(report.ratio).toBeCloseTo(report.inputBytes / report.outputBytes, 9);
    expect(report.baselines.map((one) => one.name).length).toBeGreaterThanOrEqual(3);
    const verified = await collimateJson<VerificationReport>(
      folder,
      "verify",
      "small.collimated.npz",
      "--against",
      "jets.npz",
    );
    expect(verified.violations).toBe(0);
    expect(verified.valuesChecked).toBe(6000 * report.columns.length);
    expect(verified.worst!.shareOfBound).toBeGreaterThan(0.5);
    expect(verified.worst!.shareOfBound).toBeLessThanOrEqual(1);
    await collimateJson(folder, "decompress", "small.collimated.npz", "-o", "back.npz");
    const [before, after] = [await table("jets.npz"), await table("back.npz")];
    expect(after.columns.map(({ name, type }) => [name, type])).toEqual(
      before.columns.map(({ name, type }) => [name, type]),
    );
    expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("uses the finished run of a config instead of training again", async () => {
    await collimateJson(folder, "train", "jets.collimate.json");
    await collimateJson(folder, "compress", "jets.collimate.json");
    const { runs } = await collimateJson<{ runs: { number: number; state: string }[] }>(
      folder,
      "runs",
    );
    expect(runs.map(({ number, state }) => [number, state])).toEqual([[1, "finished"]]);
  });

  it("decompresses a range of rows and a choice of columns", async () => {
    await collimateJson(folder, "compress", "jets.collimate.json", "-o", "part.collimated.npz");
    const all = await table("jets.npz");
    const names = [all.columns[1]!.name, all.columns[0]!.name];
    await collimateJson(folder, "decompress", "part.collimated.npz", "-o", "whole.npz");
    const part = ["--rows", "100:350", "--columns", names.join(","), "-o", "part.npz"];
    await collimateJson(folder, "decompress", "part.collimated.npz", ...part);
    const [whole, cut] = [await table("whole.npz"), await table("part.npz")];
    expect(cut.rows).toBe(250);
    for (const name of names) {
      const from = whole.columns.find((column) => column.name === name)!.values.slice(100, 350);
      expect(cut.columns.find((column) => column.name === name)!.values).toEqual(from);
    }
  });

  it("finds one flipped bit", async () => {
    await collimateJson(folder, "compress", "jets.collimate.json", "-o", "bit.collimated.npz");
    const bytes = readFileSync(join(folder, "bit.collimated.npz"));
    bytes[bytes.length >> 1]! ^= 16;
    writeFileSync(join(folder, "bit.collimated.npz"), bytes);
    const result = await collimate(folder, "verify", "bit.collimated.npz");
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/damaged|checksum/i);
    const before = readdirSync(folder);
    const decompressed = await collimate(folder, "decompress", "bit.collimated.npz", "-o", "x.npz");
    expect(decompressed.code).toBe(1);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("exits with 2 for a config with a mistake, naming line, column and the likely key", async () => {
    writeFileSync(
      join(folder, "wrong.collimate.json"),
      '{\n  "input": "jets.npz",\n  "training": { "lerningRate": 1 }\n}\n',
    );
    const result = await collimate(folder, "train", "wrong.collimate.json");
    expect(result.code).toBe(2);
    expect(result.stderr).toContain("wrong.collimate.json:3:17");
    expect(result.stderr).toContain("learningRate");
    expect(result.stderr).not.toContain("    at ");
  });

  it.each([
    [["compress", "nowhere.npz"], /No such file/],
    [["compress"], /Usage/],
    [["compress", "jets.npz", "--bound", "0"], /positive/],
    [["compress", "jets.npz", "--relative", "1"], /below 1/],
    [["compress", "jets.npz", "--relative", "0.1", "--exact"], /go together/],
    [["compress", "jets.npz", "--wrong"], /wrong/],
    [["squeeze"], /Unknown command/],
    [["decompress", "part.collimated.npz", "--rows", "9:3"], /A:B/],
    [["stop", "jets/9"], /No run/],
  ])("exits with 2 for wrong usage: %s", async (words, message) => {
    const result = await collimate(folder, ...words);
    expect(result.code).toBe(2);
    expect(result.stderr).toMatch(message);
  });

  it("stops on SIGTERM without leaving anything behind", async () => {
    const config = { input: "jets.npz", training: { epochs: 5000 } };
    writeFileSync(join(folder, "long.collimate.json"), JSON.stringify(config));
    const before = readdirSync(folder);
    const child = startCollimate(folder, ["compress", "long.collimate.json", "-o", "never.npz"]);
    const ended = finished(child);
    setTimeout(() => child.kill("SIGTERM"), 400);
    expect((await ended).code).toBe(1);
    expect(readdirSync(folder)).toEqual(before);
  });

  it("explains itself", async () => {
    const general = await collimate(folder, "--help");
    expect(general.code).toBe(0);
    for (const name of ["train", "compress", "decompress", "verify", "evaluate", "inspect"]) {
      expect(general.stdout).toContain(`  ${name} `);
    }
    expect((await collimate(folder, "compress", "--help")).stdout).toContain("--bound R");
  });
});
