import type { NetworkLayer } from "./trainedModel.js";
import { unrolledLayer } from "./unrolledLayer.js";

/** The layers with only the first `count` outputs of the last. */
export function firstOutputs(layers: readonly NetworkLayer[], count: number): NetworkLayer[] {
  const last = unrolledLayer(layers[layers.length - 1]);
  const weights = new Float32Array(last.inputs * count);
  for (let i = 0; i < last.inputs; i++) {
    weights.set(last.weights.subarray(i * last.outputs, i * last.outputs + count), i * count);
  }
  const cut = { ...last, outputs: count, weights, bias: last.bias.slice(0, count) };
  return [...layers.slice(0, -1), cut];
}
