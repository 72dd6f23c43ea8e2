import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { configSchema } from "../../src/config/config.js";
import type { GraphRuntime } from "../../src/graph/graphRuntime.js";
import { defaultThreads } from "../../src/runtime/devices.js";
import { tensorflowIsHere } from "../../src/runtime/tensorflow.js";
import { tensorflowRuntime } from "../../src/runtime/tensorflowRuntime.js";
import { trainingRuntimes } from "../../src/runtime/trainingRuntimes.js";
import { randomWords } from "../../src/training/counterRandom.js";
import { Trainer } from "../../src/training/trainer.js";
import type { BenchRow } from "./benchRow.js";
import { TorchTraining, type TorchVariant } from "./torchTraining.js";

export const rowCount = 61_908;
export const width = 8;
const settings = [
  { batchSize: 512, aim: "1.5" },
  { batchSize: 4096, aim: "1.15" },
];
const rounds = 17;
const warmUpRounds = 2;
const burstSeconds = 0.4;

/**
 * Training rows per second of the traced engine and of PyTorch: the same network, optimiser and batches, in short
 * bursts by turns, medians. PyTorch runs with one thread and with all, and the better is kept; the engine finds its
 * number of threads itself, as in the product. Beside them the same step, run eagerly by native TensorFlow.
 */
export async function benchTraining(): Promise<BenchRow[]> {
  const rows = correlatedRows();
  const folder = mkdtempSync(path.join(tmpdir(), "collimate-bench-"));
  const script = path.join(process.env.COLLIMATE_ROOT ?? ".", "test/bench/training_torch.py");
  const torch = await TorchTraining.start(script, folder, rows, width);
  try {
    const table: BenchRow[] = [];
    for (const { batchSize, aim } of settings) {
      table.push(...(await compared(rows, batchSize, aim, torch)));
    }
    return table;
  } finally {
    torch.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Contender {
  readonly name: string;
  readonly burst: () => Promise<number>;
  readonly rates: number[];
}

async function compared(
  rows: Float32Array,
  batchSize: number,
  aim: string,
  torch: TorchTraining,
): Promise<BenchRow[]> {
  const trainer = await trainerOf(rows, batchSize, trainingRuntimes(defaultThreads()));
  const own: Contender = { name: "traced engine", burst: () => trainingBurst(trainer), rates: [] };
  const torches = (variant: TorchVariant): Contender[] =>
    [...new Set([1, availableParallelism()])].map((threads) => ({
      name: `PyTorch ${torch.version}, ${variant}, threads: ${String(threads)}`,
      burst: () => torch.burst(variant, threads, batchSize, burstSeconds),
      rates: [],
    }));
  const eager = await eagerContender(rows, batchSize);
  const plain = torches("plain");
  const tuned = torches("tuned");
  for (let round = 0; round < rounds; round++) {
    for (const contender of [own, ...eager, ...plain, ...tuned]) {
      const rate = await contender.burst();
      if (round >= warmUpRounds) contender.rates.push(rate);
    }
  }
  await trainer.dispose();
  const row = ({ name, rates }: Contender): { name: string; value: number; unit: string } => ({
    name: `training, batch ${String(batchSize)}: ${name}`,
    value: median(rates),
    unit: "rows/s",
  });
  const best = (contenders: readonly Contender[]): ReturnType<typeof row> =>
    contenders.map(row).reduce((a, b) => (b.value > a.value ? b : a));
  const [ours, theirs, theirTuned] = [row(own), best(plain), best(tuned)];
  return [
    { ...ours, ratio: ours.value / theirs.value, aim },
    theirs,
    { ...theirTuned, ratio: theirTuned.value / theirs.value },
    eager.length === 0
      ? { ...row({ ...own, name: eagerName }), value: null, skipped: "npm run setup:tensorflow" }
      : { ...row(eager[0]), ratio: ours.value / row(eager[0]).value, aim: "5" },
  ];
}

const eagerName = "eager tfjs-node (ratio: traced over it)";

/** The same trainer on native TensorFlow; none where that is not set up. */
async function eagerContender(rows: Float32Array, batchSize: number): Promise<Contender[]> {
  if (!tensorflowIsHere()) return [];
  const trainer = await trainerOf(rows, batchSize, [tensorflowRuntime()]);
  return [{ name: eagerName, burst: () => trainingBurst(trainer), rates: [] }];
}

/** Rows per second of a short stretch of training. */
export async function trainingBurst(trainer: Trainer): Promise<number> {
  let rows = 0;
  let seconds = 0;
  while (seconds < burstSeconds) {
    const advance = await trainer.advance(Math.ceil(32_768 / trainer.batchSize));
    rows += advance.steps * trainer.batchSize;
    seconds += advance.seconds;
  }
  return rows / seconds;
}

function trainerOf(
  rows: Float32Array,
  batchSize: number,
  runtimes: readonly GraphRuntime[],
): Promise<Trainer> {
  const { training } = configSchema.parse({
    input: "rows",
    training: { epochs: 1_000_000, batchSize },
  });
  return Trainer.create({
    rows,
    rowCount,
    width,
    model: { type: "dense", hidden: [200, 100, 50], latent: 4 },
    training,
    runtimes,
  });
}

/** Seeded rows with four underlying numbers each, so that the network has something to learn. */
export function correlatedRows(): Float32Array {
  const words = randomWords(1, 99, 0, rowCount * 4);
  const uniform = (row: number, i: number): number => words[row * 4 + i] / 2 ** 31 - 1;
  const rows = new Float32Array(rowCount * width);
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < width; column++) {
      const a = uniform(row, column % 4);
      const b = uniform(row, (column + 1) % 4);
      rows[row * width + column] = column < 4 ? a : a * b + Math.sin(3 * a);
    }
  }
  return rows;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
