import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tensorflowIsHere } from "../../../src/runtime/tensorflow.js";
import type { MetricRecord } from "../../../src/protocol/runRecord.js";
import { collimate, collimateJson, finished } from "../../support/collimate.js";

const dist = fileURLToPath(new URL("../../../dist/", import.meta.url));
let folder: string;

function validationLosses(run: string): number[] {
  const lines = readFileSync(join(run, "metrics.jsonl"), "utf8").trim().split("\n");
  return lines
    .map((line) => JSON.parse(line) as MetricRecord)
    .flatMap((record) => (record.kind === "validation" ? [record.loss] : []));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "collimate-device-"));
  await collimate(folder, "sample", "jets.npz", "--rows", "1000");
  const config = {
    input: "jets.npz",
    model: { type: "dense", hidden: [8], latent: 2 },
    training: { epochs: 2 },
    device: "tensorflow",
  };
  writeFileSync(join(folder, "jets.collimate.json"), JSON.stringify(config));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it("names the command that sets native TensorFlow up where it is missing, and starts no run", async () => {
  // As in an installed extension: the runtime beside the program, and no TensorFlow.
  copyFileSync(join(dist, "collimate.js"), join(folder, "collimate.js"));
  symlinkSync(join(dist, "node_modules"), join(folder, "node_modules"));
  const program = join(folder, "collimate.js");
  const result = await finished(
    spawn(process.execPath, [program, "train", "jets.collimate.json"], { cwd: folder }),
  );
  expect(result.stderr).toContain("npm run setup:tensorflow");
  expect(result.code).toBe(2);
  expect(existsSync(join(folder, "runs"))).toBe(false);
});

it("refuses devices that it does not know", async () => {
  const result = await collimate(folder, "train", "jets.collimate.json", "--device", "abacus");
  expect(result.code).toBe(2);
  expect(result.stderr).toContain("auto, cpu, tensorflow");
});

it.skipIf(!tensorflowIsHere())(
  "trains on native TensorFlow as on the usual device, with the same records in the run folder",
  async () => {
    interface Trained {
      readonly run: string;
      readonly compression: { readonly ratio: number };
    }
    const train = (...words: string[]): Promise<Trained> =>
      collimateJson(folder, "train", "jets.collimate.json", ...words);
    const native = await train();
    const usual = await train("--device", "cpu");
    const { devices } = await collimateJson<{ devices: { id: string }[] }>(folder, "devices");
    expect(devices.map(({ id }) => id)).toEqual(["cpu", "tensorflow"]);
    const [first, second] = [native, usual].map(({ run }) => validationLosses(run));
    expect(first.length).toBe(2);
    first.forEach((loss, i) => {
      expect(loss / second[i]).toBeCloseTo(1, 3);
    });
    expect(native.compression.ratio / usual.compression.ratio).toBeCloseTo(1, 2);
  },
);
