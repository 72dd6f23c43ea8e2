import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import type { LatentModelConfig } from "../../src/config/config.js";
import { withSizes } from "../../src/config/models/modelSizes.js";
import { parseConfig } from "../../src/config/parseConfig.js";
import { defaultThreads } from "../../src/runtime/devices.js";
import { trainingRuntimes } from "../../src/runtime/trainingRuntimes.js";
import { Trainer } from "../../src/training/trainer.js";
import type { BenchRow } from "./benchRow.js";
import { TorchTraining } from "./torchTraining.js";
import { correlatedRows, median, rowCount, trainingBurst, width } from "./training.js";

/** Models by the name of their twin in torch_models.py, as a config says them. */
const models: Readonly<Record<string, object>> = {
  sparse: { type: "sparse" },
  variational: { type: "variational" },
  wasserstein: { type: "wasserstein" },
  slicedWasserstein: { type: "slicedWasserstein" },
  adversarial: { type: "adversarial" },
  jointVariational: { type: "jointVariational" },
  gaussian: { type: "dense", loss: "gaussian" },
  mixture: { type: "dense", loss: "mixture" },
  batchNormalization: { type: "dense", batchNormalization: true },
  dropout: { type: "dense", dropout: 0.1 },
  skipHeads: { type: "dense", skip: true, heads: 5, loss: "mae" },
  convolutional: { type: "convolutional" },
  convolutionalVariational: { type: "convolutionalVariational" },
  adversarialConvolutional: { type: "adversarialConvolutional" },
};
const batchSize = 512;
const rounds = 9;
const warmUpRounds = 2;
const burstSeconds = 0.4;

/**
 * Training rows per second of every other autoencoder, next to the same in PyTorch: in short bursts by turns, medians;
 * PyTorch with one thread and with all, of which the better is kept.
 */
export async function benchModels(): Promise<BenchRow[]> {
  const rows = correlatedRows();
  const folder = mkdtempSync(path.join(tmpdir(), "collimate-bench-"));
  const script = path.join(process.env.COLLIMATE_ROOT ?? ".", "test/bench/models_torch.py");
  const torch = await TorchTraining.start(script, folder, rows, width);
  try {
    const table: BenchRow[] = [];
    for (const name of Object.keys(models)) table.push(...(await compared(name, rows, torch)));
    return table;
  } finally {
    torch.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compared(
  name: string,
  rows: Float32Array,
  torch: TorchTraining,
): Promise<BenchRow[]> {
  const { config } = parseConfig(
    JSON.stringify({
      input: "rows",
      model: models[name],
      training: { epochs: 1_000_000, batchSize },
    }),
  );
  const trainer = await Trainer.create({
    rows,
    rowCount,
    width,
    model: withSizes(config!.model as LatentModelConfig, null),
    training: config!.training,
    runtimes: trainingRuntimes(defaultThreads()),
  });
  const threads = [...new Set([1, availableParallelism()])];
  const own: number[] = [];
  const theirs = threads.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    const rate = await trainingBurst(trainer);
    if (round >= warmUpRounds) own.push(rate);
    for (const [i, count] of threads.entries()) {
      const other = await torch.burst(name, count, batchSize, burstSeconds);
      if (round >= warmUpRounds) theirs[i].push(other);
    }
  }
  await trainer.dispose();
  const best = Math.max(...theirs.map(median));
  const value = median(own);
  return [
    {
      name: `training ${name}: traced engine`,
      value,
      unit: "rows/s",
      ratio: value / best,
      aim: "1.5",
    },
    { name: `training ${name}: PyTorch ${torch.version}`, value: best, unit: "rows/s" },
  ];
}
