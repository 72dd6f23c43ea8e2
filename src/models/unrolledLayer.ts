import { convolutionSizes, unrolledPlaces } from "./convolutionShape.js";
import type { DenseLayer, NetworkLayer } from "./trainedModel.js";

/** The dense layer that does what `layer` does: itself, or a convolution as one matrix. */
export function unrolledLayer(layer: NetworkLayer): DenseLayer {
  if (layer.convolution === undefined) return layer;
  const { inputs, outputs, activation, convolution } = layer;
  const places = unrolledPlaces(convolution);
  const weights = new Float32Array(places.length);
  unroll(places, layer.weights, weights);
  const { biases } = convolutionSizes(convolution);
  const bias = Float32Array.from({ length: outputs }, (_, output) => layer.bias[output % biases]);
  return { inputs, outputs, activation, weights, bias };
}

/** Fills a matrix from a kernel; `places` as `unrolledPlaces` gives them. */
export function unroll(
  places: Int32Array,
  kernel: Float32Array | Float64Array,
  matrix: Float32Array | Float64Array,
): void {
  for (let i = 0; i < places.length; i++) matrix[i] = places[i] < 0 ? 0 : kernel[places[i]];
}
