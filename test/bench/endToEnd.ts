import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Bound } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parseConfig.js";
import type { Progress } from "../../src/data/fileAccess.js";
import { writeTable } from "../../src/data/writeTable.js";
import { decompressFile } from "../../src/engine/jobs/decompressFile.js";
import { readModel } from "../../src/engine/jobs/trainRun.js";
import { loadInput } from "../../src/engine/loadInput.js";
import { writeWhole } from "../../src/engine/nodeFiles.js";
import { overrideBound } from "../../src/engine/overrideBound.js";
import { listRuns } from "../../src/engine/runFolder/readRun.js";
import { defaultThreads } from "../../src/runtime/devices.js";
import { networkRunners } from "../../src/runtime/networkRunners.js";
import { jetSample } from "../../src/sample/jetSample.js";
import type { BenchRow } from "./benchRow.js";
import { codeInput } from "./codeInput.js";
import { residentBytesOfTree } from "./processTree.js";

const sampleRows = 500_000;
const repeats = 3;
const sampleEvery = 20;
const silent: Progress = { report: () => undefined, signal: new AbortController().signal };

interface Subject {
  readonly name: string;
  readonly folder: string;
  readonly config: string;
}

/** From file to file: rates of encoding and decoding, and what a training takes in memory and time. */
export async function benchEndToEnd(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "collimate-bench-"));
  try {
    const rows: BenchRow[] = [];
    await writeWhole(join(folder, "sample.npz"), (sink) =>
      writeTable(jetSample(sampleRows, 1), sink),
    );
    rows.push(...(await measure(subject(folder, "sample"))));
    for (const [name, what] of [
      ["genjets_cms", measure],
      ["cfd_animation", firstPoint],
    ] as const) {
      const file = join(process.env["COLLIMATE_DATA"] ?? "../shared/data", `${name}.npz`);
      if (existsSync(file)) {
        symlinkSync(file, join(folder, basename(file)));
        rows.push(...(await what(subject(folder, name))));
      } else {
        const skipped = `no ${basename(file)} in COLLIMATE_DATA`;
        rows.push({ name, value: null, unit: "", skipped });
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function subject(folder: string, name: string): Subject {
  const config = join(folder, `${name}.collimate.json`);
  const training = { epochs: 3 };
  writeFileSync(
    config,
    JSON.stringify({ input: `${name}.npz`, model: { type: "dense" }, training }),
  );
  return { name, folder, config };
}

async function measure(subject: Subject): Promise<BenchRow[]> {
  const rows = [...(await firstPoint(subject)), ...(await training(subject))];
  const bounds: readonly [string, Bound][] = [
    ["no bound", "none"],
    ["bound 1e-3 of the range", { range: 1e-3 }],
  ];
  for (const [words, bound] of bounds) rows.push(...(await coding(subject, words, bound)));
  return rows;
}

/** Starts the delivered program, as a user does. */
function startTraining(config: string): ChildProcess {
  const script = join(process.env["COLLIMATE_ROOT"] ?? ".", "dist", "collimate.js");
  return spawn(process.execPath, [script, "train", config, "--quiet"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
}

/** How long the default model takes to its first point, of trials where there are any; the run is then ended. */
async function firstPoint({ name, folder }: Subject): Promise<BenchRow[]> {
  const config = join(folder, `${name}-default.collimate.json`);
  writeFileSync(config, JSON.stringify({ input: `${name}.npz` }));
  let best = Infinity;
  for (let number = 1; number <= repeats; number++) {
    const run = join(folder, "runs", `${name}-default`, String(number).padStart(3, "0"));
    const start = performance.now();
    const child = startTraining(config);
    const ended = new Promise((done) => child.once("close", done));
    while (child.exitCode === null && !hasPoint(join(run, "metrics.jsonl"))) {
      await sleep(sampleEvery);
    }
    best = Math.min(best, (performance.now() - start) / 1000);
    child.kill("SIGKILL");
    await ended;
  }
  return [
    {
      name: `${name}: first curve point of the default model after the start`,
      value: best,
      unit: "s",
      aim: "under 2",
    },
  ];
}

function hasPoint(metrics: string): boolean {
  return existsSync(metrics) && /"kind":"(train|trial)"/.test(readFileSync(metrics, "utf8"));
}

/** Trains and watches what that takes. */
async function training({ name, folder, config }: Subject): Promise<BenchRow[]> {
  const metrics = join(folder, "runs", name, "001", "metrics.jsonl");
  const start = performance.now();
  const child = startTraining(config);
  let peak = 0;
  let firstPoint: number | null = null;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentBytesOfTree(child.pid!));
    if (firstPoint === null && hasPoint(metrics)) {
      firstPoint = (performance.now() - start) / 1000;
    }
  }, sampleEvery);
  const code = await new Promise<number | null>((done) => child.once("close", done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`training on ${name} ended with exit code ${String(code)}`);
  const seconds = (performance.now() - start) / 1000;
  const skipped = "nothing was seen";
  return [
    {
      name: `${name}: first curve point after the start`,
      value: firstPoint,
      unit: "s",
      aim: "under 2",
      skipped,
    },
    {
      name: `${name}: training (3 epochs) with evaluation, in all`,
      value: seconds,
      unit: "s",
    },
    {
      name: `${name}: peak memory of the process tree`,
      value: process.platform === "linux" ? peak / 1e6 : null,
      unit: "MB",
      aim: "under 350",
      skipped: "measured on Linux only",
    },
  ];
}

/** Reading, encoding and writing; then reading, decoding and writing: the best of some repeats. */
async function coding(
  { name, folder, config }: Subject,
  words: string,
  bound: Bound,
): Promise<BenchRow[]> {
  const [run] = await listRuns(config);
  const model = await readModel(run.folder);
  const networks = networkRunners(defaultThreads());
  const parsed = parseConfig(readFileSync(config, "utf8")).config!;
  const file = join(folder, `${name}.collimated.npz`);
  let encode = Infinity;
  let decode = Infinity;
  let rows = 0;
  let ratio = 0;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    const input = await loadInput(
      join(folder, `${name}.npz`),
      overrideBound(parsed, bound),
      null,
      silent,
    );
    const { outputBytes } = await writeWhole(file, (sink) =>
      codeInput(input, model, networks, sink),
    );
    const middle = performance.now();
    const output = join(folder, `${name}.decompressed.npz`);
    await decompressFile({ file, output, threads: defaultThreads() }, silent);
    rows = input.table.rows;
    ratio = input.inputBytes / outputBytes;
    encode = Math.min(encode, (middle - start) / 1000);
    decode = Math.min(decode, (performance.now() - middle) / 1000);
  }
  // The aim was set for files without a bound.
  const aim = bound === "none" ? { aim: "1,000,000" } : {};
  return [
    {
      name: `${name}, ${words}: encode, file to file`,
      value: rows / encode,
      unit: "rows/s",
      ...aim,
    },
    {
      name: `${name}, ${words}: decode, file to file`,
      value: rows / decode,
      unit: "rows/s",
      ...aim,
    },
    { name: `${name}, ${words}: compression ratio`, value: ratio, unit: "" },
  ];
}
