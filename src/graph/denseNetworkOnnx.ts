import type { AxisMap } from "../models/axisMap.js";
import { leakySlope, type NetworkLayer } from "../models/trainedModel.js";
import { convolutionOnnx } from "./convolutionOnnx.js";
import { inverseAxesOnnx } from "./inverseAxesOnnx.js";
import { onnxModel, type OnnxNode, type OnnxTensor } from "./onnxWriter.js";

/**
 * A float32 ONNX model of layers: input "x" (N x inputs), output "y" (N x outputs), N free.
 * With `outputAxes` (one per output) the outputs go through the inverse axis maps, so that "y" is in physical units
 * (float32; the maps themselves are evaluated in float64).
 * @param places how often the axes repeat
 */
export function denseNetworkOnnx(
  layers: readonly NetworkLayer[],
  outputAxes?: readonly AxisMap[],
  places = 1,
): Uint8Array {
  if (layers.length === 0) throw new RangeError("A dense network needs one layer at least.");
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  let value = "x";
  layers.forEach((layer, index) => {
    const { inputs, outputs, convolution } = layer;
    const name = `layer${String(index)}`;
    if (convolution !== undefined) {
      const own = convolutionOnnx({ ...layer, convolution }, name, value, `${name}.sum`);
      nodes.push(...own.nodes);
      constants.push(...own.constants);
    } else {
      constants.push(
        {
          name: `${name}.weights`,
          type: "float32",
          shape: [inputs, outputs],
          data: layer.weights,
        },
        { name: `${name}.bias`, type: "float32", shape: [outputs], data: layer.bias },
      );
      nodes.push({
        op: "Gemm",
        inputs: [value, `${name}.weights`, `${name}.bias`],
        outputs: [`${name}.sum`],
      });
    }
    value = `${name}.sum`;
    if (layer.activation === "leakyRelu") {
      nodes.push({
        op: "LeakyRelu",
        inputs: [value],
        outputs: [`${name}.activation`],
        attributes: { alpha: { float: leakySlope } },
      });
      value = `${name}.activation`;
    }
  });
  const width = layers[layers.length - 1].outputs;
  if (outputAxes === undefined) {
    nodes.push({ op: "Identity", inputs: [value], outputs: ["y"] });
  } else {
    const own = width / places;
    const repeats = places > 1;
    const reshape = (name: string, length: number, from: string, to: string): void => {
      const data = BigInt64Array.of(-1n, BigInt(length));
      constants.push({ name, type: "int64", shape: [2], data });
      nodes.push({ op: "Reshape", inputs: [from, name], outputs: [to] });
    };
    if (repeats) reshape("places", own, value, "scores");
    const inverse = inverseAxesOnnx(
      outputAxes,
      own,
      repeats ? "scores" : value,
      repeats ? "values" : "y",
    );
    nodes.push(...inverse.nodes);
    constants.push(...inverse.constants);
    if (repeats) reshape("row", width, "values", "y");
  }
  return onnxModel({
    name: "network",
    nodes,
    inputs: [{ name: "x", type: "float32", shape: ["N", layers[0].inputs] }],
    outputs: [{ name: "y", type: "float32", shape: ["N", width] }],
    constants,
  });
}
