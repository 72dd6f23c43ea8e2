import type { ConvolutionShape } from "../models/convolutionShape.js";
import { leakySlope, type DenseLayer } from "../models/trainedModel.js";
import { convolutionOnnx } from "./convolutionOnnx.js";
import { onnxModel, type OnnxNode, type OnnxTensor } from "./onnxWriter.js";

/** A layer in float64. */
export interface ExactLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** inputs x outputs, row-major. */
  readonly weights: Float64Array;
  /** In units of an activation's last bit. */
  readonly bias: Float64Array;
  readonly activation: DenseLayer["activation"];
  /** Where the layer is a convolution, whose kernel the weights are, with a bias for each channel. */
  readonly convolution?: ConvolutionShape | undefined;
}

/**
 * A float64 ONNX model of layers whose activations are rounded to multiples of 2^-bits, half up, and kept within
 * ±`largest`: input "x" (N x inputs) in units of 2^-bits, output "y" (N x outputs) in numbers. Exact on every machine
 * where all partial sums are exactly representable.
 * @param window where the inputs stand in the rows of "x", which are wider then
 */
export function exactNetworkOnnx(
  layers: readonly ExactLayer[],
  window: { readonly width: number; readonly from: number } | undefined,
  bits: number,
  largest: number,
): Uint8Array {
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const constant = (name: string, shape: number[], data: Float64Array): string => {
    constants.push({ name, type: "float64", shape, data });
    return name;
  };
  const scalar = (name: string, value: number): string =>
    constant(name, [], Float64Array.of(value));
  const half = scalar("half", 0.5);
  const unit = scalar("unit", 2 ** -bits);
  const slope = scalar("slope", leakySlope);
  const lowest = scalar("lowest", -largest * 2 ** bits);
  const highest = scalar("highest", largest * 2 ** bits);
  let value = "x";
  const node = (op: string, inputs: string[], output = `value${String(nodes.length)}`): string => {
    nodes.push({ op, inputs, outputs: [output] });
    return output;
  };
  if (window !== undefined) {
    const places = { starts: window.from, ends: window.from + layers[0].inputs, axes: 1 };
    const limits = Object.entries(places).map(([name, place]) => {
      constants.push({ name, type: "int64", shape: [1], data: BigInt64Array.of(BigInt(place)) });
      return name;
    });
    value = node("Slice", ["x", ...limits]);
  }
  layers.forEach((layer, index) => {
    const { inputs, outputs, weights, bias, activation, convolution } = layer;
    const name = `layer${String(index)}`;
    let sum = `${name}.sum`;
    if (convolution === undefined) {
      const matrix = constant(`${name}.weights`, [inputs, outputs], weights);
      const product = node("MatMul", [value, matrix]);
      node("Add", [product, constant(`${name}.bias`, [outputs], bias)], sum);
    } else {
      const own = convolutionOnnx({ ...layer, convolution }, name, value, sum);
      nodes.push(...own.nodes);
      constants.push(...own.constants);
    }
    // Of a number and its product with a slope below 1, the larger is LeakyReLU.
    if (activation === "leakyRelu") sum = node("Max", [sum, node("Mul", [sum, slope])]);
    const rounded = node("Floor", [node("Add", [sum, half])]);
    value = node("Clip", [rounded, lowest, highest]);
  });
  node("Mul", [value, unit], "y");
  return onnxModel({
    name: "network",
    nodes,
    inputs: [{ name: "x", type: "float64", shape: ["N", window?.width ?? layers[0].inputs] }],
    outputs: [{ name: "y", type: "float64", shape: ["N", layers[layers.length - 1].outputs] }],
    constants,
  });
}
