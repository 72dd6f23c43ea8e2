import type { StoredTensor } from "../data/safetensors.js";
import type { DenseLayer } from "./trainedModel.js";

/**
 * The layer whose arrays a model file holds as NAME.weights (inputs x outputs) and NAME.bias.
 * @param damaged called with what is wrong
 */
export function storedLayer(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
  activation: DenseLayer["activation"],
  damaged: (what: string) => never,
): DenseLayer {
  const weights = tensors.get(`${name}.weights`);
  const bias = tensors.get(`${name}.bias`);
  if (
    !(weights?.data instanceof Float32Array && bias?.data instanceof Float32Array) ||
    weights.shape.length !== 2 ||
    bias.data.length !== weights.shape[1]
  ) {
    return damaged(`layer ${name} is missing or has a wrong shape`);
  }
  const [inputs, outputs] = weights.shape;
  return { inputs, outputs, weights: weights.data, bias: bias.data, activation };
}
