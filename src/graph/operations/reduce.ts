import { sizeOf, splatOf, type Graph, type GraphValue } from "../graph.js";
import { matrixProduct } from "./matrixProduct.js";
import { reshape } from "./shapes.js";

export type Reduction = "ReduceSum" | "ReduceMean" | "ReduceMax" | "ReduceMin" | "ReduceProd";

/** Reduces `value` over `axes`, which stay as axes of one element where `keep`. */
export function reduce(
  graph: Graph,
  op: Reduction,
  value: GraphValue,
  axes: readonly number[],
  keep: boolean,
): GraphValue {
  const { shape: from, type } = value;
  const kept = from.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = keep ? kept : from.filter((_, axis) => !axes.includes(axis));
  if (axes.every((axis) => from[axis] === 1)) return reshape(graph, value, shape);
  const splat = splatOf(value);
  const count = axes.reduce((product, axis) => product * from[axis], 1);
  if (splat !== undefined && op !== "ReduceProd") {
    return graph.splat(op === "ReduceSum" ? splat * count : splat, shape, type);
  }
  return (
    overLeadingAxes(graph, op, value, axes, count, shape) ??
    (op === "ReduceSum"
      ? graph.node(op, [value, graph.integers(axes)], shape, type, { keepdims: { int: +keep } })
      : graph.node(op, [value], shape, type, {
          axes: { ints: axes },
          keepdims: { int: +keep },
        }))
  );
}

/**
 * A sum or mean over the first axes (gradients of biases, means over a batch) as a product with a row of ones:
 * onnxruntime's reductions over rows are slow and grow slower with threads, its matrix products are not.
 */
function overLeadingAxes(
  graph: Graph,
  op: Reduction,
  value: GraphValue,
  axes: readonly number[],
  count: number,
  shape: readonly number[],
): GraphValue | undefined {
  if (value.type !== "float" || (op !== "ReduceSum" && op !== "ReduceMean")) return undefined;
  if (!axes.every((axis, i) => axis === i) || axes.length === value.shape.length) return undefined;
  const matrix = reshape(graph, value, [count, sizeOf(value.shape) / count]);
  const weight = graph.splat(op === "ReduceSum" ? 1 : 1 / count, [1, count]);
  return reshape(graph, matrixProduct(graph, weight, matrix, false, false), shape);
}
