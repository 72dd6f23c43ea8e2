import { type Graph, type GraphValue, type Shape } from "../graph.js";
import { broadcastShape } from "./arithmetic.js";
import { transpose } from "./shapes.js";

/** Product of matrices (the last two axes), each transposed first where asked; leading axes broadcast. */
export function matrixProduct(
  graph: Graph,
  a: GraphValue,
  b: GraphValue,
  transposeA: boolean,
  transposeB: boolean,
): GraphValue {
  const rows = a.shape[a.shape.length - (transposeA ? 1 : 2)];
  const columns = b.shape[b.shape.length - (transposeB ? 2 : 1)];
  const leading = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...leading, rows, columns];
  if ((transposeA || transposeB) && a.shape.length === 2 && b.shape.length === 2) {
    return graph.node("Gemm", [a, b], shape, "float", {
      ...(transposeA ? { transA: { int: 1 } } : {}),
      ...(transposeB ? { transB: { int: 1 } } : {}),
    });
  }
  const left = transposeA ? swapped(graph, a) : a;
  const right = transposeB ? swapped(graph, b) : b;
  return graph.node("MatMul", [left, right], shape, "float");
}

function swapped(graph: Graph, value: GraphValue): GraphValue {
  const order: Shape = value.shape.map((_, axis) => axis);
  return transpose(graph, value, [...order.slice(0, -2), order.length - 1, order.length - 2]);
}
