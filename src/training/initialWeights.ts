import type { Autoencoder } from "../models/autoencoder.js";
import { randomStreams, randomWords } from "./counterRandom.js";

/** The weights that a model starts from: the same for the same seed. */
export function initialWeights(model: Autoencoder, seed: number): Float32Array {
  let call = 0;
  return model.initialWeights((count) => {
    const words = randomWords(seed, randomStreams.initialWeights, call++, count);
    return Float32Array.from(words, (word) => word / 2 ** 31 - 1);
  });
}
