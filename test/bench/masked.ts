import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCompressed } from "../../src/codec/openCompressed.js";
import { parseConfig } from "../../src/config/parseConfig.js";
import type { Progress } from "../../src/data/fileAccess.js";
import { writeTable } from "../../src/data/writeTable.js";
import { readModel } from "../../src/engine/jobs/trainRun.js";
import { loadInput } from "../../src/engine/loadInput.js";
import { MemoryFile } from "../../src/engine/memoryFile.js";
import { writeWhole } from "../../src/engine/nodeFiles.js";
import { listRuns } from "../../src/engine/runFolder/readRun.js";
import { defaultThreads } from "../../src/runtime/devices.js";
import { networkRunners } from "../../src/runtime/networkRunners.js";
import { jetSample } from "../../src/sample/jetSample.js";
import { benchPython } from "./benchPython.js";
import type { BenchRow } from "./benchRow.js";
import { codeInput } from "./codeInput.js";

const sampleRows = 400_000;
const repeats = 3;
const silent: Progress = { report: () => undefined, signal: new AbortController().signal };

/** Rates of coding and decoding with a trained masked autoencoder at 1e-3 of the range, from memory to memory. */
export async function benchMasked(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "collimate-bench-"));
  try {
    await writeWhole(join(folder, "sample.npz"), (sink) =>
      writeTable(jetSample(sampleRows, 1), sink),
    );
    const rows = await rates(folder, "sample", { code: "10", python: "2" });
    for (const [name, aims] of [
      ["genjets_cms", { code: "10", python: "2" }],
      ["turbulence", { code: "3", python: "0.5" }],
    ] as const) {
      const file = join(process.env["COLLIMATE_DATA"] ?? "../shared/data", `${name}.npz`);
      if (existsSync(file)) {
        symlinkSync(file, join(folder, `${name}.npz`));
        rows.push(...(await rates(folder, name, aims)));
      } else {
        rows.push({ name, value: null, unit: "MB/s", skipped: "not in COLLIMATE_DATA" });
      }
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function rates(
  folder: string,
  name: string,
  aims: { readonly code: string; readonly python: string },
): Promise<BenchRow[]> {
  const configFile = join(folder, `${name}.collimate.json`);
  const text = JSON.stringify({
    input: `${name}.npz`,
    bound: { range: 1e-3 },
    model: { type: "masked" },
  });
  writeFileSync(configFile, text);
  const root = process.env["COLLIMATE_ROOT"] ?? ".";
  const program = join(root, "dist", "collimate.js");
  execFileSync(process.execPath, [program, "train", configFile, "--quiet"], { stdio: "ignore" });
  const [run] = await listRuns(configFile);
  const model = await readModel(run.folder);
  const config = parseConfig(text).config!;
  const input = await loadInput(join(folder, `${name}.npz`), config, null, silent);
  const networks = networkRunners(defaultThreads());
  const megabytes = input.inputBytes / 1e6;
  let file = new MemoryFile(`${name}.collimated.npz`);
  const code = await fastest(async () => {
    file = new MemoryFile(`${name}.collimated.npz`);
    await codeInput(input, model, networks, file);
  });
  const decode = await fastest(async () => {
    await (await openCompressed(file)).decompress(networks);
  });
  const written = join(folder, `${name}.collimated.npz`);
  writeFileSync(written, await file.read(0, file.size));
  const python = pythonSeconds(root, written);
  return [
    { name: `${name}, masked: code`, value: megabytes / code, unit: "MB/s", aim: aims.code },
    { name: `${name}, masked: decode`, value: megabytes / decode, unit: "MB/s", aim: aims.code },
    {
      name: `${name}, masked: read in Python`,
      value: megabytes / python,
      unit: "MB/s",
      aim: aims.python,
    },
  ];
}

async function fastest(work: () => Promise<void>): Promise<number> {
  let best = Infinity;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    await work();
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function pythonSeconds(root: string, file: string): number {
  const script = [
    "import sys, time",
    `sys.path.insert(0, ${JSON.stringify(join(root, "src", "python"))})`,
    "import collimate",
    "best = float('inf')",
    `for repeat in range(${repeats}):`,
    "    start = time.perf_counter()",
    `    collimate.load(${JSON.stringify(file)})`,
    "    best = min(best, time.perf_counter() - start)",
    "print(best)",
  ].join("\n");
  return Number(execFileSync(benchPython(["numpy"]), ["-c", script], { encoding: "utf8" }));
}
