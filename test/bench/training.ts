import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { configSchema } from "../../src/config/config.js";
import { trainingRuntimes } from "../../src/runtime/trainingRuntimes.js";
import { randomWords } from "../../src/training/counterRandom.js";
import { Trainer } from "../../src/training/trainer.js";
import { TorchTraining } from "./torchTraining.js";

const rowCount = 61_908;
const width = 8;
const batchSizes = [512, 4096];
const rounds = 15;
const burstSeconds = 0.4;

/**
 * Training rows per second of the traced engine and of PyTorch: the same network, optimiser and batches, in short
 * bursts by turns, every thread setting of both, medians, the better setting of each kept.
 */
export async function benchTraining(root = process.cwd()): Promise<Row[]> {
  const rows = correlatedRows();
  const folder = mkdtempSync(path.join(tmpdir(), "collimate-bench-"));
  const script = path.join(root, "test/bench/training_torch.py");
  const torch = await TorchTraining.start(script, folder, rows, width);
  try {
    const table: Row[] = [];
    for (const batchSize of batchSizes) {
      table.push(...(await compared(rows, batchSize, torch)));
    }
    return table;
  } finally {
    torch.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compared(
  rows: Float32Array,
  batchSize: number,
  torch: TorchTraining,
): Promise<Row[]> {
  const threadSettings = [...new Set([1, availableParallelism()])];
  const contenders: { name: string; burst: () => Promise<number>; rates: number[] }[] = [];
  const trainers: Trainer[] = [];
  for (const threads of threadSettings) {
    const trainer = await trainerOf(rows, batchSize, threads);
    trainers.push(trainer);
    const label = `${String(threads)} thread${threads === 1 ? "" : "s"}`;
    contenders.push(
      { name: `collimate, ${label}`, burst: () => trainingBurst(trainer), rates: [] },
      {
        name: `PyTorch ${torch.version}, ${label}`,
        burst: () => torch.burst(threads, batchSize, burstSeconds),
        rates: [],
      },
    );
  }
  for (let round = 0; round <= rounds; round++) {
    for (const contender of contenders) {
      const rate = await contender.burst();
      if (round > 0) contender.rates.push(rate);
    }
  }
  for (const trainer of trainers) await trainer.dispose();
  const best = (side: string): { name: string; value: number } =>
    contenders
      .filter(({ name }) => name.startsWith(side))
      .map(({ name, rates }) => ({ name, value: median(rates) }))
      .reduce((a, b) => (b.value > a.value ? b : a));
  const own = best("collimate");
  const other = best("PyTorch");
  const named = ({ name, value }: { name: string; value: number }): Row => ({
    name: `training, batch ${String(batchSize)}: ${name}`,
    value,
    unit: "rows/s",
  });
  return [named(other), { ...named(own), ratio: own.value / other.value }];
}

async function trainingBurst(trainer: Trainer): Promise<number> {
  let rows = 0;
  let seconds = 0;
  while (seconds < burstSeconds) {
    const advance = await trainer.advance(Math.ceil(32_768 / trainer.batchSize));
    rows += advance.steps * trainer.batchSize;
    seconds += advance.seconds;
  }
  return rows / seconds;
}

function trainerOf(rows: Float32Array, batchSize: number, threads: number): Promise<Trainer> {
  const { model, training } = configSchema.parse({
    input: "rows",
    model: { type: "dense" },
    training: { epochs: 1_000_000, batchSize },
  });
  return Trainer.create({
    rows,
    rowCount,
    width,
    model,
    training,
    runtimes: trainingRuntimes(threads),
  });
}

/** Seeded rows with four underlying numbers each, so that the network has something to learn. */
function correlatedRows(): Float32Array {
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

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
