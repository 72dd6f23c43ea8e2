import {
  madeBy,
  sameShape,
  sizeOf,
  splatOf,
  type Graph,
  type GraphValue,
  type Shape,
} from "../graph.js";

/** `value` in another shape of as many elements; chains of reshapes become one, constants stay constants. */
export function reshape(graph: Graph, value: GraphValue, shape: Shape): GraphValue {
  if (sameShape(value.shape, shape)) return value;
  const splat = splatOf(value);
  if (splat !== undefined) return graph.splat(splat, shape, value.type);
  const before = madeBy(value, "Reshape");
  if (before !== undefined) return reshape(graph, before.inputs[0], shape);
  return graph.node("Reshape", [value, graph.integers(shape)], shape, value.type);
}

/** Axis i of the result is axis `order[i]` of `value`; moving only axes of one element is a reshape. */
export function transpose(graph: Graph, value: GraphValue, order: Shape): GraphValue {
  const shape = order.map((axis) => value.shape[axis]);
  const long = order.filter((axis) => value.shape[axis] !== 1);
  if (long.every((axis, i) => i === 0 || axis > long[i - 1])) return reshape(graph, value, shape);
  const splat = splatOf(value);
  if (splat !== undefined) return graph.splat(splat, shape, value.type);
  return graph.node("Transpose", [value], shape, value.type, { perm: { ints: order } });
}

/** `size[i]` elements of every axis i from `begin[i]` in strides of `strides[i]`, which is 1 or more. */
export function slice(
  graph: Graph,
  value: GraphValue,
  begin: Shape,
  size: Shape,
  strides: Shape = value.shape.map(() => 1),
): GraphValue {
  const axes = value.shape
    .map((_, axis) => axis)
    .filter((axis) => size[axis] !== value.shape[axis]);
  if (axes.length === 0) return value;
  const splat = splatOf(value);
  if (splat !== undefined) return graph.splat(splat, size, value.type);
  const end = axes.map((axis) => begin[axis] + Math.max(0, size[axis] - 1) * strides[axis] + 1);
  const inputs = [
    value,
    graph.integers(axes.map((axis) => begin[axis])),
    graph.integers(size.some((one) => one === 0) ? axes.map((axis) => begin[axis]) : end),
    graph.integers(axes),
  ];
  if (axes.some((axis) => strides[axis] !== 1)) {
    inputs.push(graph.integers(axes.map((axis) => strides[axis])));
  }
  return graph.node("Slice", inputs, size, value.type);
}

/** The parts of `value` along `axis`, `sizes[i]` elements each. */
export function split(
  graph: Graph,
  value: GraphValue,
  sizes: Shape,
  axis: number,
): readonly GraphValue[] {
  if (sizes.length === 1) return [value];
  const outputs = sizes.map((size) => ({
    shape: value.shape.map((whole, i) => (i === axis ? size : whole)),
    type: value.type,
  }));
  const splat = splatOf(value);
  if (splat !== undefined) return outputs.map(({ shape, type }) => graph.splat(splat, shape, type));
  return graph.nodeOfMany("Split", [value, graph.integers(sizes)], outputs, {
    axis: { int: axis },
  });
}

/** `parts` one after the other along `axis`; empty parts are left out. */
export function concatenate(graph: Graph, parts: readonly GraphValue[], axis: number): GraphValue {
  const filled = parts.filter((part) => part.shape[axis] > 0);
  if (filled.length === 0) return parts[0];
  if (filled.length === 1) return filled[0];
  const [first] = filled;
  const whole = filled.reduce((sum, part) => sum + part.shape[axis], 0);
  const shape = first.shape.map((size, i) => (i === axis ? whole : size));
  return graph.node("Concat", filled, shape, first.type, { axis: { int: axis } });
}

/** `value` repeated to `shape` by ONNX's broadcasting rules. */
export function expand(graph: Graph, value: GraphValue, shape: Shape): GraphValue {
  if (sameShape(value.shape, shape)) return value;
  const splat = splatOf(value);
  if (splat !== undefined) return graph.splat(splat, shape, value.type);
  if (sizeOf(value.shape) === sizeOf(shape)) return reshape(graph, value, shape);
  return graph.node("Expand", [value, graph.integers(shape)], shape, value.type);
}
