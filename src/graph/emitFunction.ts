import { emitNodes, onnxTypeOf, type Precision } from "./emitNodes.js";
import { onnxModel, type OnnxValue } from "./onnxWriter.js";
import type { TracedGraph } from "./trace.js";

/** An ONNX model that computes a traced graph once; its outputs get the given names, in order. */
export function emitFunction(
  traced: TracedGraph,
  outputNames: readonly string[],
  precision: Precision = "float32",
): Uint8Array {
  const outputs = traced.outputs.map((value, i) => ({ name: outputNames[i], value }));
  const { nodes, constants } = emitNodes(outputs, precision);
  const inputs: OnnxValue[] = [];
  for (const { origin, shape, type } of traced.inputs) {
    if (origin.kind === "input") {
      inputs.push({ name: origin.name, type: onnxTypeOf(type, precision), shape });
    }
  }
  return onnxModel({
    name: "function",
    nodes,
    constants,
    inputs,
    outputs: outputs.map(({ name, value }) => ({
      name,
      type: onnxTypeOf(value.type, precision),
      shape: value.shape,
    })),
  });
}
