import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withFile, writeWhole } from "../../../src/engine/nodeFiles.js";
import { readTable } from "../../../src/data/readTable.js";
import { writeTable } from "../../../src/data/writeTable.js";
import type { CompressionReport, VerificationReport } from "../../../src/protocol/evaluation.js";
import { collimate, collimateJson, finished, startCollimate } from "../../support/collimate.js";

const asBytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

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

  it("writes the Python reader, over nothing that is there", async () => {
    const { output } = await collimateJson<{ output: string }>(folder, "python-reader");
    const reader = new URL("../../../src/python/collimate.py", import.meta.url);
    expect(readFileSync(output)).toEqual(readFileSync(reader));
    writeFileSync(output, "mine");
    const refused = await collimate(folder, "python-reader");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("is there already");
    expect(readFileSync(output, "utf8")).toBe("mine");
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

  it("salvages what a damaged chunk leaves", async () => {
    // Wide tables have short chunks; exact columns need no training.
    const rows = 2000;
    const columns = Array.from({ length: 600 }, (_, c) => {
      const values = Int16Array.from({ length: rows }, (_, row) => (row * (c + 7)) % 101);
      return { name: `c${c}`, type: "int16" as const, values };
    });
    const layout = { format: "npz", kind: "columns" } as const;
    await writeWhole(join(folder, "wide.npz"), (sink) =>
      writeTable({ rows, columns, layout }, sink),
    );
    const config = { input: "wide.npz", model: { type: "dense" } };
    writeFileSync(join(folder, "wide.collimate.json"), JSON.stringify(config));
    const { output } = await collimateJson<CompressionReport>(
      folder,
      "compress",
      "wide.collimate.json",
    );
    const bytes = readFileSync(join(folder, "wide.collimated.npz"));
    expect(output).toContain("wide.collimated.npz");
    bytes[1000]! ^= 1;
    writeFileSync(join(folder, "wide.collimated.npz"), bytes);
    const refused = await collimate(folder, "decompress", "wide.collimated.npz", "-o", "rest.npz");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/Rows 0 to \d+ .*--salvage/);
    const words = ["decompress", "wide.collimated.npz", "--salvage", "-o", "rest.npz"];
    const salvaged = await collimate(folder, ...words, "--json");
    expect(salvaged.code).toBe(1);
    const { missing } = JSON.parse(salvaged.stdout) as { missing: [number, number][] };
    expect(missing.length).toBe(1);
    const [[from, to]] = missing as [[number, number]];
    const [before, after] = [await table("wide.npz"), await table("rest.npz")];
    expect(from).toBe(0);
    expect(after.rows).toBe(rows - to);
    expect(after.rows).toBeGreaterThan(0);
    for (const [i, { values }] of after.columns.entries()) {
      expect(Buffer.compare(asBytes(values), asBytes(before.columns[i]!.values.slice(to)))).toBe(0);
    }
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
    child.stderr!.once("data", () => child.kill("SIGTERM"));
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
