import type { DenseModel } from "../models/trainedModel.js";
import type { NetworkRunners } from "./networkRunners.js";

/** How a sample of rows fares in the float decoder. */
export interface DecoderSample {
  /** Root mean square of (decoded - input) on the normalised axes, of each column. */
  readonly errors: Float64Array;
  /** Root mean square of each latent. */
  readonly latentSizes: Float64Array;
  /** latents x columns: root mean square change of a column per change of a latent, for small changes. */
  readonly slopes: Float64Array;
  /** Mean square of (decoded - input), over all columns, with latents rounded to multiples of `steps`. */
  meanSquare(steps: readonly number[]): Promise<number>;
  dispose(): Promise<void>;
}

/** Smallest error that counts: what single precision leaves anyway. */
const smallestError = 2 ** -20;
/** Change of a latent, as a share of its size, for which the response is measured. */
const probe = 1 / 32;

/**
 * Measures the decoder on a sample.
 * @param inputs rows (x places) x columns, normalised
 * @param latents rows x latents, as the encoder gives them
 */
export async function sampleDecoder(
  model: DenseModel,
  inputs: Float32Array,
  latents: Float32Array,
  networks: NetworkRunners,
): Promise<DecoderSample> {
  const width = model.columns.length;
  const rows = latents.length / model.latent;
  const decoder = await networks.float(model.decoder);
  const latentSizes = new Float64Array(model.latent);
  const changes = new Float64Array(model.latent);
  // The latents as they are, and with each of them moved, go through the decoder together.
  const all = new Float32Array((model.latent + 1) * latents.length);
  all.set(latents);
  for (let latent = 0; latent < model.latent; latent++) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += latents[row * model.latent + latent] ** 2;
    latentSizes[latent] = Math.sqrt(sum / rows);
    changes[latent] = Math.max(latentSizes[latent] * probe, smallestError);
    const moved = all.subarray((latent + 1) * latents.length, (latent + 2) * latents.length);
    moved.set(latents);
    for (let row = 0; row < rows; row++) moved[row * model.latent + latent] += changes[latent];
  }
  const outputs = await decoder.run(all, (model.latent + 1) * rows);
  const base = outputs.subarray(0, inputs.length);
  const slopes = new Float64Array(model.latent * width);
  for (let latent = 0; latent < model.latent; latent++) {
    const moved = outputs.subarray((latent + 1) * base.length, (latent + 2) * base.length);
    rootMeanSquares(moved, base, width).forEach((size, column) => {
      slopes[latent * width + column] = size / changes[latent];
    });
  }
  return {
    errors: rootMeanSquares(base, inputs, width).map((error) => Math.max(error, smallestError)),
    latentSizes,
    slopes,
    meanSquare: async (steps) => {
      const rounded = latents.map((value, i) => {
        const step = steps[i % model.latent];
        return Math.floor(value / step + 0.5) * step;
      });
      const errors = rootMeanSquares(await decoder.run(rounded, rows), inputs, width);
      return errors.reduce((sum, error) => sum + Math.max(error, smallestError) ** 2, 0) / width;
    },
    dispose: () => decoder.dispose(),
  };
}

/**
 * Steps of the latents for which rounding adds the mean square error `added`, an equal part from each latent, in the
 * linear approximation (rounding noise of variance step^2 / 12).
 * @param weights what the square of an error of each column counts
 * @param added weighted and summed over the columns
 */
export function latentSteps(sample: DecoderSample, weights: Float64Array, added: number): number[] {
  const width = weights.length;
  const latents = sample.latentSizes.length;
  return Array.from(sample.latentSizes, (size, latent) => {
    let slope = 0;
    for (let column = 0; column < width; column++) {
      slope += weights[column] * sample.slopes[latent * width + column] ** 2;
    }
    const step = Math.sqrt((12 * added) / latents / slope);
    // A latent without influence costs nothing with a step above its size.
    const largest = Math.max(4 * size, smallestError);
    return step < largest ? step : largest;
  });
}

/** Root mean square difference of each column of two row-major matrices. */
function rootMeanSquares(a: Float32Array, b: Float32Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < a.length; i++) sums[i % width] += (a[i] - b[i]) ** 2;
  const rows = Math.max(1, a.length / width);
  return sums.map((sum) => Math.sqrt(sum / rows));
}
