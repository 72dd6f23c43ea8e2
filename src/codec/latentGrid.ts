import type { NetworkLayer } from "../models/trainedModel.js";
import { unrolledLayer } from "../models/unrolledLayer.js";
import { activationBits, largestActivation } from "./fixedPointNetwork.js";

const largestLatent = largestActivation * 2 ** activationBits;

/** Latents as whole multiples of `steps` x 2^-10, inside the range of an activation; one array per latent. */
export function quantizeLatents(
  latents: Float32Array,
  scales: readonly number[],
  steps: readonly number[],
): Float64Array[] {
  const width = steps.length;
  const rows = latents.length / width;
  return steps.map((step, latent) => {
    const most = Math.floor(largestLatent / step);
    const scale = scales[latent] * 2 ** activationBits;
    const indices = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      const scaled = latents[row * width + latent] * scale;
      const index = Math.floor(scaled / step + 0.5) + 0;
      indices[row] = index > most ? most : index < -most ? -most : index;
    }
    return indices;
  });
}

/** Inputs of the fixed-point decoder for rows from ... from + count: row-major, in units of 2^-10. */
export function decoderInputs(
  indices: readonly Float64Array[],
  steps: readonly number[],
  from: number,
  count: number,
): Float64Array {
  const width = steps.length;
  const inputs = new Float64Array(count * width);
  for (let latent = 0; latent < width; latent++) {
    const values = indices[latent];
    for (let row = 0; row < count; row++) {
      const value = values[from + row] * steps[latent];
      inputs[row * width + latent] =
        value > largestLatent ? largestLatent : value < -largestLatent ? -largestLatent : value;
    }
  }
  return inputs;
}

/** Brings latents of this size to about 1, where steps of 2^-10 are fine enough. */
export function powerOfTwoScale(size: number): number {
  if (!(size > 0) || !Number.isFinite(size)) return 1;
  return 2 ** -Math.max(-40, Math.min(40, Math.floor(Math.log2(size))));
}

/** The same network for inputs that are multiplied by `scales`. */
export function scaleInputs(
  layers: readonly NetworkLayer[],
  scales: readonly number[],
): NetworkLayer[] {
  const [first, ...rest] = [unrolledLayer(layers[0]), ...layers.slice(1)];
  const weights = first.weights.map((weight, i) => weight / scales[Math.floor(i / first.outputs)]);
  return [{ ...first, weights }, ...rest];
}
