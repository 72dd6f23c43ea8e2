import { convolutionSizes, placesOf } from "../models/convolutionShape.js";
import { forEachTap } from "../models/convolutionTaps.js";
import type { ConvolutionShape } from "../models/convolutionShape.js";
import type { OnnxNode, OnnxTensor } from "./onnxWriter.js";

/** A convolution whose numbers are all in single, or all in double precision. */
export interface ConvolutionNumbers {
  readonly inputs: number;
  readonly outputs: number;
  readonly convolution: ConvolutionShape;
  readonly weights: Float32Array | Float64Array;
  readonly bias: Float32Array | Float64Array;
}

/**
 * Nodes that compute a convolution, or its transpose, without activation from a matrix of N x inputs to N x outputs: a
 * product with the kernel of patches gathered before it, or of parts that are gathered and added after it.
 */
export function convolutionOnnx(
  layer: ConvolutionNumbers,
  name: string,
  input: string,
  output: string,
): { readonly nodes: OnnxNode[]; readonly constants: OnnxTensor[] } {
  return layer.convolution.transposed
    ? transposedConvolution(layer, name, input, output)
    : plainConvolution(layer, name, input, output);
}

type Parts = ReturnType<typeof convolutionOnnx>;

function plainConvolution(
  layer: ConvolutionNumbers,
  name: string,
  input: string,
  output: string,
): Parts {
  const { convolution, weights, bias, outputs } = layer;
  const [near, far] = convolution.channels;
  const taps = weights.length / near / far;
  const positions = layer.inputs / near;
  const seen = new Array<number>((outputs / far) * taps).fill(positions);
  forEachTap(placesOf(convolution), (to, tap, from) => (seen[to * taps + tap] = from));
  const own = (part: string): string => `${name}.${part}`;
  const constants = [
    integers(own("positions"), [-1, positions, near]),
    integers(own("seen"), seen),
    integers(own("patch"), [-1, taps * near]),
    integers(own("row"), [-1, outputs]),
    floats(own("weights"), [taps * near, far], weights),
    floats(own("bias"), [far], bias),
  ];
  const nodes: OnnxNode[] = [
    node("Reshape", [input, own("positions")], own("image")),
    ...padded(own("image"), own("padded"), own("padding"), seen.includes(positions), constants),
    gather(own("padded"), own("seen"), own("gathered")),
    node("Reshape", [own("gathered"), own("patch")], own("patches")),
    node("MatMul", [own("patches"), own("weights")], own("product")),
    node("Add", [own("product"), own("bias")], own("image.sum")),
    node("Reshape", [own("image.sum"), own("row")], output),
  ];
  return { nodes, constants };
}

function transposedConvolution(
  layer: ConvolutionNumbers,
  name: string,
  input: string,
  output: string,
): Parts {
  const { convolution, weights, bias, outputs } = layer;
  const [near, far] = convolution.channels;
  const taps = weights.length / near / far;
  const parts = (convolutionSizes(convolution).inputs / far) * taps;
  const lists = contributions(layer, taps, parts);
  const own = (part: string): string => `${name}.${part}`;
  const constants = [
    integers(own("position"), [-1, far]),
    integers(own("parts"), [-1, parts, near]),
    integers(own("row"), [-1, outputs]),
    floats(own("weights"), [far, taps * near], transposedKernel(weights, far)),
    floats(own("bias"), [near], bias),
    ...lists.map((list, i) => integers(own(`taps${String(i)}`), list)),
  ];
  const outside = lists.some((list) => list.includes(parts));
  const nodes: OnnxNode[] = [
    node("Reshape", [input, own("position")], own("positions")),
    node("MatMul", [own("positions"), own("weights")], own("product")),
    node("Reshape", [own("product"), own("parts")], own("image")),
    ...padded(own("image"), own("padded"), own("padding"), outside, constants),
  ];
  let sum = own("bias");
  lists.forEach((_, i) => {
    const [picked, next] = [own(`picked${String(i)}`), own(`sum${String(i)}`)];
    nodes.push(gather(own("padded"), own(`taps${String(i)}`), picked));
    nodes.push(node("Add", [picked, sum], next));
    sum = next;
  });
  nodes.push(node("Reshape", [sum, own("row")], output));
  return { nodes, constants };
}

/** For the first, second, ... tap that leads to an output position, which part that is; none: one past the last. */
function contributions(
  { convolution }: ConvolutionNumbers,
  taps: number,
  parts: number,
): number[][] {
  const { from } = placesOf(convolution);
  const targets = from.reduce((product, length) => product * length, 1);
  const counts = new Array<number>(targets).fill(0);
  const lists: number[][] = [];
  forEachTap(placesOf(convolution), (position, tap, target) => {
    const list = (lists[counts[target]++] ??= new Array<number>(targets).fill(parts));
    list[target] = position * taps + tap;
  });
  return lists;
}

/** rows x `width` turned into width x rows. */
function transposedKernel(
  kernel: Float32Array | Float64Array,
  width: number,
): Float32Array | Float64Array {
  const rows = kernel.length / width;
  return kernel.map((_, i) => kernel[(i % rows) * width + Math.floor(i / rows)]);
}

/** Adds a position of zeros after the last (axis 1 of three) where one is asked for. */
function padded(
  input: string,
  output: string,
  widths: string,
  needed: boolean,
  constants: OnnxTensor[],
): OnnxNode[] {
  if (!needed) return [node("Identity", [input], output)];
  constants.push(integers(widths, [0, 0, 0, 0, 1, 0]));
  return [node("Pad", [input, widths], output)];
}

function node(op: string, inputs: string[], output: string): OnnxNode {
  return { op, inputs, outputs: [output] };
}

function gather(input: string, indices: string, output: string): OnnxNode {
  return { ...node("Gather", [input, indices], output), attributes: { axis: { int: 1 } } };
}

function integers(name: string, values: readonly number[]): OnnxTensor {
  return {
    name,
    type: "int64",
    shape: [values.length],
    data: BigInt64Array.from(values, BigInt),
  };
}

function floats(name: string, shape: number[], data: Float32Array | Float64Array): OnnxTensor {
  return { name, type: data instanceof Float32Array ? "float32" : "float64", shape, data };
}
