import { defaultThreads } from "../../src/runtime/devices.js";
import { floatNetwork } from "../../src/runtime/floatNetwork.js";
import { createModel } from "../../src/models/registry.js";
import { randomWords } from "../../src/training/counterRandom.js";
import { initialWeights } from "../../src/training/initialWeights.js";
import type { BenchRow } from "./benchRow.js";

const rows = 1_000_000;
const width = 8;
const latent = 4;
const rounds = 7;

/** Rows per second through encoder and decoder of the dense autoencoder, from memory to memory: best of some rounds. */
export async function benchInference(): Promise<BenchRow[]> {
  const model = createModel({ type: "dense", hidden: [200, 100, 50], latent }, width);
  const { encoder, decoder } = model.layers(initialWeights(model, 1));
  const table: BenchRow[] = [];
  for (const { name, layers, inputs } of [
    { name: "encoder", layers: encoder, inputs: width },
    { name: "decoder", layers: decoder, inputs: latent },
  ]) {
    const words = randomWords(1, 98, 0, rows * inputs);
    const values = Float32Array.from(words, (word) => word / 2 ** 31 - 1);
    const network = await floatNetwork(layers, defaultThreads());
    let best = 0;
    for (let round = 0; round < rounds; round++) {
      const begun = performance.now();
      await network.run(values, rows);
      best = Math.max(best, (rows / (performance.now() - begun)) * 1000);
    }
    await network.dispose();
    table.push({ name: `${name}, in memory`, value: best, unit: "rows/s" });
  }
  return table;
}
