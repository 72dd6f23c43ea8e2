import {
  convolutionSizes,
  isFasterUnrolled,
  unrolledPlaces,
  type ConvolutionShape,
} from "./convolutionShape.js";
import type { DenseLayer } from "./trainedModel.js";

/** A layer in single or double precision. */
interface LayerOf<A> {
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: A;
  readonly bias: A;
  readonly activation: DenseLayer["activation"];
  readonly convolution?: ConvolutionShape | undefined;
}
type DenseLayerOf<A> = LayerOf<A> & { readonly convolution?: undefined };
type Numbers = Float32Array | Float64Array;

/** The dense layer that does what `layer` does: itself, or a convolution as one matrix. */
export function unrolledLayer<A extends Numbers>(layer: LayerOf<A>): DenseLayerOf<A> {
  const { inputs, outputs, activation, convolution } = layer;
  if (convolution === undefined) return { ...layer, convolution };
  const places = unrolledPlaces(convolution);
  const weights = numbersLike(layer.weights, places.length);
  places.forEach((place, i) => {
    if (place >= 0) weights[i] = layer.weights[place];
  });
  const { biases } = convolutionSizes(convolution);
  const bias = numbersLike(layer.bias, outputs);
  for (let output = 0; output < outputs; output++) bias[output] = layer.bias[output % biases];
  return { inputs, outputs, activation, weights, bias };
}

/** The unrolled layer where it is the faster one, else the layer itself. */
export function fasterLayer<A extends Numbers, L extends LayerOf<A>>(
  layer: L & LayerOf<A>,
): L | DenseLayerOf<A> {
  const { inputs, outputs, convolution } = layer;
  if (convolution === undefined) return layer;
  const [from, taps] = [convolution.from, convolution.kernel].map((sizes) =>
    sizes.reduce((product, size) => product * size, 1),
  );
  const isFaster = isFasterUnrolled(from, taps, convolution.channels[1], inputs * outputs);
  return isFaster ? unrolledLayer<A>(layer) : layer;
}

function numbersLike<A extends Numbers>(other: A, length: number): A {
  return (other instanceof Float32Array ? new Float32Array(length) : new Float64Array(length)) as A;
}
