import { ProtobufWriter } from "./protobufWriter.js";

/** Element types of the graphs that are written here, with their numbers in ONNX. */
const typeNumbers = { float32: 1, int32: 6, int64: 7, bool: 9, float64: 11 } as const;
export type OnnxType = keyof typeof typeNumbers;

/** The number that ONNX gives an element type (`to` of a Cast). */
export function onnxTypeNumber(type: OnnxType): number {
  return typeNumbers[type];
}

export type OnnxData = Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array;

/** A constant; `data` has the array type that belongs to `type` (booleans are bytes), row-major. */
export interface OnnxTensor {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly data: OnnxData;
}

/** An input or output of a graph; a named dimension is free. */
export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly (number | string)[];
}

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly tensor: OnnxTensor }
  | { readonly graph: OnnxGraph };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly constants: readonly OnnxTensor[];
}

const intermediateVersion = 8;
const operatorSet = 17;

/**
 * An ONNX model file (ModelProto, operator set 17) that holds `graph`. Constants are copied.
 * Field numbers: onnx.proto of https://github.com/onnx/onnx (IR version 8).
 */
export function onnxModel(graph: OnnxGraph): Uint8Array {
  return new ProtobufWriter()
    .integer(1, intermediateVersion)
    .string(2, "collimate")
    .message(7, graphMessage(graph))
    .message(8, new ProtobufWriter().string(1, "").integer(2, operatorSet))
    .finish();
}

function graphMessage(graph: OnnxGraph): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const node of graph.nodes) message.message(1, nodeMessage(node));
  message.string(2, graph.name);
  for (const constant of graph.constants) message.message(5, tensorMessage(constant));
  for (const input of graph.inputs) message.message(11, valueMessage(input));
  for (const output of graph.outputs) message.message(12, valueMessage(output));
  return message;
}

function nodeMessage(node: OnnxNode): ProtobufWriter {
  const message = new ProtobufWriter();
  for (const input of node.inputs) message.string(1, input);
  for (const output of node.outputs) message.string(2, output);
  message.string(4, node.op);
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    message.message(5, attributeMessage(name, value));
  }
  return message;
}

function attributeMessage(name: string, value: OnnxAttribute): ProtobufWriter {
  const message = new ProtobufWriter().string(1, name);
  if ("float" in value) return message.float(2, value.float).integer(20, 1);
  if ("int" in value) return message.integer(3, value.int).integer(20, 2);
  if ("tensor" in value) return message.message(5, tensorMessage(value.tensor)).integer(20, 4);
  if ("graph" in value) return message.message(6, graphMessage(value.graph)).integer(20, 5);
  for (const one of value.ints) message.integer(8, one);
  return message.integer(20, 7);
}

function tensorMessage(tensor: OnnxTensor): ProtobufWriter {
  const { data } = tensor;
  const message = new ProtobufWriter();
  for (const size of tensor.shape) message.integer(1, size);
  return message
    .integer(2, typeNumbers[tensor.type])
    .string(8, tensor.name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function valueMessage(value: OnnxValue): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const size of value.shape) {
    const dimension = new ProtobufWriter();
    shape.message(
      1,
      typeof size === "string" ? dimension.string(2, size) : dimension.integer(1, size),
    );
  }
  const tensorType = new ProtobufWriter().integer(1, typeNumbers[value.type]).message(2, shape);
  return new ProtobufWriter()
    .string(1, value.name)
    .message(2, new ProtobufWriter().message(1, tensorType));
}
