import { isFasterUnrolled } from "../../models/convolutionShape.js";
import { forEachTap, type ConvolutionPlaces } from "../../models/convolutionTaps.js";
import { sizeOf, type Graph, type GraphValue } from "../graph.js";
import { binary } from "./arithmetic.js";
import { matrixProduct } from "./matrixProduct.js";
import { reduce } from "./reduce.js";
import { concatenate, reshape } from "./shapes.js";

/** A convolution of images of channels (batch x positions ... x channels) with a kernel. */
export interface Convolution extends ConvolutionPlaces {
  readonly batch: number;
  /** Channels of what is convolved, and of the result. */
  readonly fromChannels: number;
  readonly toChannels: number;
}

/** The result of a convolution: batch x to x toChannels. */
export function convolution(
  graph: Graph,
  x: GraphValue,
  filter: GraphValue,
  own: Convolution,
): GraphValue {
  const product = isUnrolled(own)
    ? matrixProduct(graph, rowsOf(graph, x, own.batch), unrolled(graph, filter, own), false, false)
    : matrixProduct(graph, patches(graph, x, own), kernelRows(graph, filter, own), false, false);
  return reshape(graph, product, [own.batch, ...own.to, own.toChannels]);
}

/** The gradient by what is convolved, and what a transposed convolution does. */
export function convolutionInputGradient(
  graph: Graph,
  dy: GraphValue,
  filter: GraphValue,
  own: Convolution,
): GraphValue {
  const { batch, from, fromChannels, toChannels } = own;
  const shape = [batch, ...from, fromChannels];
  if (isUnrolled(own)) {
    const matrix = unrolled(graph, filter, own);
    return reshape(
      graph,
      matrixProduct(graph, rowsOf(graph, dy, batch), matrix, false, true),
      shape,
    );
  }
  const positions = batch * sizeOf(own.to);
  const rows = reshape(graph, dy, [positions, toChannels]);
  const parts = matrixProduct(graph, rows, kernelRows(graph, filter, own), false, true);
  const taps = sizeOf(own.to) * sizeOf(own.kernel);
  const flat = reshape(graph, parts, [batch, taps, fromChannels]);
  const sum = contributions(own)
    .map((picked) => pickPositions(graph, flat, picked))
    .reduce((total, part) => binary(graph, "Add", total, part));
  return reshape(graph, sum, shape);
}

/** The gradient by the kernel: kernel x fromChannels x toChannels. */
export function convolutionFilterGradient(
  graph: Graph,
  x: GraphValue,
  dy: GraphValue,
  own: Convolution,
): GraphValue {
  const { batch, fromChannels, toChannels } = own;
  const shape = [...own.kernel, fromChannels, toChannels];
  if (isUnrolled(own)) {
    const product = matrixProduct(
      graph,
      rowsOf(graph, x, batch),
      rowsOf(graph, dy, batch),
      true,
      false,
    );
    return reshape(graph, folded(graph, product, own), shape);
  }
  const rows = reshape(graph, dy, [batch * sizeOf(own.to), toChannels]);
  return reshape(graph, matrixProduct(graph, patches(graph, x, own), rows, true, false), shape);
}

function isUnrolled({ from, fromChannels, to, toChannels, kernel }: Convolution): boolean {
  const size = sizeOf(from) * fromChannels * sizeOf(to) * toChannels;
  return isFasterUnrolled(sizeOf(from), sizeOf(kernel), toChannels, size);
}

function rowsOf(graph: Graph, value: GraphValue, batch: number): GraphValue {
  return reshape(graph, value, [batch, sizeOf(value.shape) / batch]);
}

function kernelRows(graph: Graph, filter: GraphValue, own: Convolution): GraphValue {
  return reshape(graph, filter, [sizeOf(own.kernel) * own.fromChannels, own.toChannels]);
}

/** The matrix that does the whole convolution: (from x fromChannels) x (to x toChannels). */
function unrolled(graph: Graph, filter: GraphValue, own: Convolution): GraphValue {
  const { fromChannels, toChannels } = own;
  const [inputs, outputs, taps] = [own.from, own.to, own.kernel].map(sizeOf);
  const rows = new Array<number>(inputs * fromChannels * outputs).fill(taps * fromChannels);
  forEachTap(own, (output, tap, input) => {
    for (let channel = 0; channel < fromChannels; channel++) {
      rows[(input * fromChannels + channel) * outputs + output] = tap * fromChannels + channel;
    }
  });
  const kernel = withZeros(graph, kernelRows(graph, filter, own), 0);
  const picked = gather(graph, kernel, rows, 0);
  return reshape(graph, picked, [inputs * fromChannels, outputs * toChannels]);
}

/** Sums the gradient of the unrolled matrix over the places of each weight. */
function folded(graph: Graph, gradient: GraphValue, own: Convolution): GraphValue {
  const { fromChannels, toChannels } = own;
  const [inputs, outputs, taps] = [own.from, own.to, own.kernel].map(sizeOf);
  const places = inputs * fromChannels * outputs;
  const weights = taps * fromChannels;
  const rows = new Array<number>(outputs * weights).fill(places);
  forEachTap(own, (output, tap, input) => {
    for (let channel = 0; channel < fromChannels; channel++) {
      rows[output * weights + tap * fromChannels + channel] =
        (input * fromChannels + channel) * outputs + output;
    }
  });
  const all = withZeros(graph, reshape(graph, gradient, [places, toChannels]), 0);
  const picked = reshape(graph, gather(graph, all, rows, 0), [outputs, weights * toChannels]);
  return reduce(graph, "ReduceSum", picked, [0], false);
}

/** What every output sees: (batch x to) x (kernel x fromChannels). */
function patches(graph: Graph, x: GraphValue, own: Convolution): GraphValue {
  const { batch, fromChannels } = own;
  const [inputs, outputs, taps] = [own.from, own.to, own.kernel].map(sizeOf);
  const seen = new Array<number>(outputs * taps).fill(inputs);
  forEachTap(own, (output, tap, input) => (seen[output * taps + tap] = input));
  const picked = pickPositions(graph, reshape(graph, x, [batch, inputs, fromChannels]), seen);
  return reshape(graph, picked, [batch * outputs, taps * fromChannels]);
}

/** For the first, second, ... tap that sees an input, which (output, tap) that is; none: one past the last. */
function contributions(own: Convolution): number[][] {
  const [inputs, outputs, taps] = [own.from, own.to, own.kernel].map(sizeOf);
  const counts = new Array<number>(inputs).fill(0);
  const lists: number[][] = [];
  forEachTap(own, (output, tap, input) => {
    const list = (lists[counts[input]++] ??= new Array<number>(inputs).fill(outputs * taps));
    list[input] = output * taps + tap;
  });
  return lists;
}

/** Positions (axis 1) of batch x positions x channels; one past the last is all zeros. */
function pickPositions(graph: Graph, value: GraphValue, picked: number[]): GraphValue {
  const outside = picked.includes(value.shape[1]);
  return gather(graph, outside ? withZeros(graph, value, 1) : value, picked, 1);
}

function withZeros(graph: Graph, value: GraphValue, axis: number): GraphValue {
  const shape = value.shape.map((size, i) => (i === axis ? 1 : size));
  return concatenate(graph, [value, graph.splat(0, shape)], axis);
}

function gather(graph: Graph, value: GraphValue, picked: number[], axis: number): GraphValue {
  const shape = value.shape.map((size, i) => (i === axis ? picked.length : size));
  return graph.node("Gather", [value, graph.integers(picked)], shape, value.type, {
    axis: { int: axis },
  });
}
