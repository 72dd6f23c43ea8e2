import { sizeOf, type GraphNode, type GraphValue, type ValueType } from "./graph.js";
import {
  onnxTypeNumber,
  type OnnxAttribute,
  type OnnxData,
  type OnnxNode,
  type OnnxTensor,
  type OnnxType,
} from "./onnxWriter.js";

/** Which type the floats of a graph get; float64 is for judging gradients. */
export type Precision = "float32" | "float64";

export interface EmittedNodes {
  readonly nodes: OnnxNode[];
  readonly constants: OnnxTensor[];
}

/** The element type in ONNX of a graph's element type. */
export function onnxTypeOf(type: ValueType, precision: Precision): OnnxType {
  return type === "float" ? precision : type;
}

/** ONNX nodes, in order, that compute the named `outputs`; operations that none of them needs are left out. */
export function emitNodes(
  outputs: readonly { readonly name: string; readonly value: GraphValue }[],
  precision: Precision,
): EmittedNodes {
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const names = new Map<GraphValue, string>();
  for (const { name, value } of outputs) {
    if (value.origin.kind === "node" && !names.has(value)) names.set(value, name);
  }

  const nameOf = (value: GraphValue): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    const name = value.origin.kind === "input" ? value.origin.name : `v${String(value.id)}`;
    names.set(value, name);
    if (value.origin.kind !== "input" && value.origin.kind !== "node") {
      constants.push(constantOf(value, name, precision));
    }
    return name;
  };
  for (const node of scheduled(outputs.map(({ value }) => value))) {
    nodes.push(...lowered(node, node.inputs.map(nameOf), node.outputs.map(nameOf), precision));
  }
  for (const { name, value } of outputs) {
    const computed = nameOf(value);
    if (computed !== name) nodes.push({ op: "Identity", inputs: [computed], outputs: [name] });
  }
  return { nodes, constants };
}

/** The nodes that `values` need, every one after those it needs. */
function scheduled(values: readonly GraphValue[]): GraphNode[] {
  const order: GraphNode[] = [];
  const seen = new Set<GraphNode>();
  const stack: { node: GraphNode; next: number }[] = [];
  const enter = (value: GraphValue): void => {
    if (value.origin.kind !== "node" || seen.has(value.origin.node)) return;
    seen.add(value.origin.node);
    stack.push({ node: value.origin.node, next: 0 });
  };
  for (const value of values) {
    enter(value);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      if (top.next < top.node.inputs.length) enter(top.node.inputs[top.next++]);
      else order.push(stack.pop()?.node ?? top.node);
    }
  }
  return order.sort((a, b) => a.outputs[0].id - b.outputs[0].id);
}

function lowered(
  node: GraphNode,
  inputs: string[],
  outputs: string[],
  precision: Precision,
): OnnxNode[] {
  const attributes: Record<string, OnnxAttribute> = { ...node.attributes };
  if (node.op === "Cast") {
    attributes.to = { int: onnxTypeNumber(onnxTypeOf(node.outputs[0].type, precision)) };
  }
  if (node.op === "LeakyRelu" && precision === "float64")
    return leakyReluInDouble(node, inputs, outputs);
  return [{ op: node.op, inputs, outputs, attributes }];
}

/** onnxruntime has LeakyRelu in float32 alone: max(x, slope x) is the same for slopes below one. */
function leakyReluInDouble(node: GraphNode, inputs: string[], outputs: string[]): OnnxNode[] {
  const alpha = node.attributes.alpha;
  const slope = "float" in alpha ? alpha.float : 0;
  const data = Float64Array.of(slope);
  const [scaled, constant] = [`${outputs[0]}.scaled`, `${outputs[0]}.slope`];
  return [
    {
      op: "Constant",
      inputs: [],
      outputs: [constant],
      attributes: { value: { tensor: { name: "", type: "float64", shape: [], data } } },
    },
    { op: "Mul", inputs: [inputs[0], constant], outputs: [scaled] },
    { op: "Max", inputs: [inputs[0], scaled], outputs },
  ];
}

function constantOf(value: GraphValue, name: string, precision: Precision): OnnxTensor {
  const type = onnxTypeOf(value.type, precision);
  const count = sizeOf(value.shape);
  const { origin } = value;
  const numbers: ArrayLike<number> =
    origin.kind === "splat"
      ? new Float64Array(count).fill(origin.value)
      : origin.kind === "constant"
        ? origin.data
        : [];
  return { name, type, shape: value.shape, data: arrayOf(type, numbers) };
}

function arrayOf(type: OnnxType, numbers: ArrayLike<number>): OnnxData {
  switch (type) {
    case "float32":
      return Float32Array.from(numbers);
    case "float64":
      return Float64Array.from(numbers);
    case "int32":
      return Int32Array.from(numbers);
    case "int64":
      return BigInt64Array.from(Array.from(numbers, BigInt));
    case "bool":
      return Uint8Array.from(numbers);
  }
}
