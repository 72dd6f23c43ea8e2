import { leakySlope, type DenseLayer } from "./trainedModel.js";

/**
 * Layers that, from the second on, also see the `carried` inputs of the first (as their last inputs), written as plain
 * dense layers: the inputs x go along as two more units each, p = LeakyReLU(x) and q = LeakyReLU(-x), from which
 * x = (p - q) / (1 + slope).
 */
export function withCarriedInputs(layers: readonly DenseLayer[], carried: number): DenseLayer[] {
  const share = 1 / (1 + leakySlope);
  return layers.map((layer, index) => {
    const isLast = index + 1 === layers.length;
    const isFirst = index === 0;
    const own = isFirst ? 0 : layer.inputs - carried;
    const inputs = isFirst ? carried : own + 2 * carried;
    const outputs = layer.outputs + (isLast ? 0 : 2 * carried);
    const weights = new Float32Array(inputs * outputs);
    const bias = new Float32Array(outputs);
    bias.set(layer.bias);
    for (let o = 0; o < layer.outputs; o++) {
      for (let i = 0; i < own; i++) weights[i * outputs + o] = layer.weights[i * layer.outputs + o];
      for (let k = 0; k < carried; k++) {
        const weight = layer.weights[(own + k) * layer.outputs + o];
        setBoth(weights, outputs, k, o, weight);
      }
    }
    if (!isLast) {
      for (let k = 0; k < carried; k++) {
        setBoth(weights, outputs, k, layer.outputs + k, 1);
        setBoth(weights, outputs, k, layer.outputs + carried + k, -1);
      }
    }
    return { inputs, outputs, weights, bias, activation: layer.activation };

    /** Lets output `o` see carried input `k` with the given weight. */
    function setBoth(target: Float32Array, width: number, k: number, o: number, w: number): void {
      if (isFirst) {
        target[k * width + o] = w;
        return;
      }
      target[(own + k) * width + o] = w * share;
      target[(own + carried + k) * width + o] = -w * share;
    }
  });
}
