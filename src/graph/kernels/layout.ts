import { backend_util, slice_util, util, type Tensor } from "@tensorflow/tfjs-core";
import { sizeOf, splatOf, type GraphValue, type ValueType } from "../graph.js";
import { concatenate, expand, reshape, slice, split } from "../operations/shapes.js";
import type { KernelFamily } from "./kernel.js";

const valueTypes: Readonly<Record<string, ValueType>> = {
  float32: "float",
  int32: "int32",
  bool: "bool",
};

/** The element type inside a graph for tfjs's name of one. */
export function valueTypeOf(dtype: string): ValueType {
  const type = valueTypes[dtype];
  if (type === undefined) {
    throw new TypeError(`A traced graph cannot hold tensors of ${dtype}: use float32 or int32.`);
  }
  return type;
}

/** Shapes, parts, constants and conversions: nothing is computed. */
export const layoutKernels: KernelFamily = {
  Identity: ({ inputs }) => inputs.x,
  Reshape: ({ graph, inputs: { x }, attributes }) =>
    reshape(graph, x, util.inferFromImplicitShape(attributes.shape as number[], sizeOf(x.shape))),
  ExpandDims: ({ graph, inputs: { input }, attributes }) => {
    const at = attributes.dim as number;
    const shape = [...input.shape];
    shape.splice(at < 0 ? at + shape.length + 1 : at, 0, 1);
    return reshape(graph, input, shape);
  },
  Slice: ({ graph, inputs: { x }, attributes }) => {
    const { begin, size } = attributes as { begin: number[]; size: number[] };
    const [from, sizes] = slice_util.parseSliceParams(shaped(x), begin, size);
    return slice(graph, x, from, sizes);
  },
  StridedSlice: ({ graph, inputs: { x }, attributes }) => {
    const a = attributes as Record<string, number> & Record<"begin" | "end" | "strides", number[]>;
    const part = slice_util.sliceInfo(
      [...x.shape],
      a.begin,
      a.end,
      a.strides,
      a.beginMask,
      a.endMask,
      a.ellipsisMask,
      a.newAxisMask,
      a.shrinkAxisMask,
    );
    if (part.strides.some((stride) => stride < 1)) {
      throw new RangeError("A traced slice goes forwards: strides must be positive.");
    }
    const sparse = slice(graph, x, part.begin, part.finalShapeSparse, part.strides);
    return reshape(graph, sparse, part.finalShape);
  },
  SplitV: ({ graph, inputs: { x }, attributes }) => {
    const axis = util.parseAxisParam(attributes.axis as number, [...x.shape])[0];
    const sizes = backend_util.prepareSplitSize(
      shaped(x),
      attributes.numOrSizeSplits as number | number[],
      axis,
    );
    return split(graph, x, sizes, axis);
  },
  Concat: ({ graph, list, attributes }) => {
    const axis = attributes.axis as number;
    return concatenate(graph, list, axis < 0 ? axis + list[0].shape.length : axis);
  },
  Pack: ({ graph, list, attributes }) => {
    const axis = attributes.axis as number;
    const at = axis < 0 ? axis + list[0].shape.length + 1 : axis;
    const parts = list.map((part) =>
      reshape(graph, part, [...part.shape.slice(0, at), 1, ...part.shape.slice(at)]),
    );
    return concatenate(graph, parts, at);
  },
  Tile: ({ graph, inputs: { x }, attributes }) => {
    const repeats = attributes.reps as number[];
    const shape = x.shape.map((size, axis) => size * repeats[axis]);
    if (x.shape.every((size, axis) => size === 1 || repeats[axis] === 1)) {
      return expand(graph, x, shape);
    }
    const splat = splatOf(x);
    if (splat !== undefined) return graph.splat(splat, shape, x.type);
    return graph.node("Tile", [x, graph.integers(repeats)], shape, x.type);
  },
  PadV2: ({ graph, inputs: { x }, attributes }) => {
    const { paddings, constantValue } = attributes as {
      paddings: [number, number][];
      constantValue: number;
    };
    const widths = [...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)];
    const shape = x.shape.map((size, axis) => size + paddings[axis][0] + paddings[axis][1]);
    const filling = graph.splat(constantValue, [], x.type);
    return graph.node("Pad", [x, graph.integers(widths), filling], shape, x.type);
  },
  Fill: ({ graph, attributes }) =>
    graph.splat(
      attributes.value as number,
      attributes.shape as number[],
      valueTypeOf((attributes.dtype as string | undefined) ?? "float32"),
    ),
  ZerosLike: ({ graph, inputs: { x } }) => graph.splat(0, x.shape, x.type),
  OnesLike: ({ graph, inputs: { x } }) => graph.splat(1, x.shape, x.type),
  TopK: ({ graph, inputs: { x }, attributes }) => {
    const k = attributes.k as number;
    const shape = [...x.shape.slice(0, -1), k];
    return graph.nodeOfMany(
      "TopK",
      [x, graph.integers([k])],
      [
        { shape, type: x.type },
        { shape, type: "int64" },
      ],
    );
  },
  ScatterNd: ({ graph, inputs: { indices, updates }, attributes }) => {
    const shape = attributes.shape as number[];
    const places = graph.node("Cast", [indices], indices.shape, "int64");
    const empty = graph.splat(0, shape, updates.type);
    return graph.node("ScatterND", [empty, places, updates], shape, updates.type);
  },
  Cast: ({ graph, inputs: { x }, attributes }) => {
    const type = valueTypeOf(attributes.dtype as string);
    if (type === x.type) return x;
    const splat = splatOf(x);
    if (splat !== undefined) {
      const converted =
        type === "bool" ? +(splat !== 0) : type === "int32" ? Math.trunc(splat) : splat;
      return graph.splat(converted, x.shape, type);
    }
    return graph.node("Cast", [x], x.shape, type);
  },
};

/** tfjs's shape helpers take a tensor, but look at its shape alone. */
function shaped(value: GraphValue): Tensor {
  return { shape: [...value.shape], rank: value.shape.length } as unknown as Tensor;
}
