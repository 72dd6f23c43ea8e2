import {
  madeBy,
  sameShape,
  sizeOf,
  splatOf,
  type Graph,
  type GraphValue,
  type Shape,
} from "../graph.js";
import { reshape } from "./shapes.js";

const folded = {
  Add: (a: number, b: number) => a + b,
  Sub: (a: number, b: number) => a - b,
  Mul: (a: number, b: number) => a * b,
  Div: (a: number, b: number) => a / b,
  Pow: (a: number, b: number) => a ** b,
  Max: (a: number, b: number) => Math.max(a, b),
  Min: (a: number, b: number) => Math.min(a, b),
} as const;
export type BinaryOperation = keyof typeof folded;

/** The shape that two shapes broadcast to (numpy's rules). */
export function broadcastShape(a: Shape, b: Shape): Shape {
  const length = Math.max(a.length, b.length);
  return Array.from({ length }, (_, i) => {
    const one = a[a.length - length + i] ?? 1;
    const other = b[b.length - length + i] ?? 1;
    if (one !== other && one !== 1 && other !== 1) {
      throw new RangeError(`Shapes [${a.join()}] and [${b.join()}] do not broadcast.`);
    }
    return one === 1 ? other : one;
  });
}

/** `a` op `b` element by element with broadcasting, simplified where an operand is a constant. */
export function binary(
  graph: Graph,
  op: BinaryOperation,
  a: GraphValue,
  b: GraphValue,
): GraphValue {
  const shape = broadcastShape(a.shape, b.shape);
  const simple = a.type === "float" ? simplified(graph, op, a, b, shape) : undefined;
  if (simple !== undefined) return simple;
  const left = asScalar(graph, a, b, shape);
  const right = asScalar(graph, b, a, shape);
  return flattened(graph, op, left, right, shape) ?? graph.node(op, [left, right], shape, a.type);
}

/** The factor and the other operand where `value` is a product with a constant. */
export function scaledBy(value: GraphValue): { factor: number; operand: GraphValue } | undefined {
  const product = madeBy(value, "Mul");
  if (product === undefined) return undefined;
  const [operand, scale] = product.inputs;
  const factor = splatOf(scale);
  if (factor === undefined || !sameShape(operand.shape, value.shape)) return undefined;
  return { factor, operand };
}

function simplified(
  graph: Graph,
  op: BinaryOperation,
  a: GraphValue,
  b: GraphValue,
  shape: Shape,
): GraphValue | undefined {
  const x = splatOf(a);
  const y = splatOf(b);
  if (x !== undefined && y !== undefined) return graph.splat(folded[op](x, y), shape);
  if (y !== undefined && sameShape(a.shape, shape)) {
    if (y === 1 && (op === "Mul" || op === "Div" || op === "Pow")) return a;
    if (y === 0 && (op === "Add" || op === "Sub")) return a;
    if (y === 2 && op === "Pow") return binary(graph, "Mul", a, a);
    if (op === "Mul") {
      const inner = scaledBy(a);
      if (inner !== undefined) {
        return binary(graph, "Mul", inner.operand, graph.splat(inner.factor * y));
      }
    }
  }
  if (x !== undefined && sameShape(b.shape, shape)) {
    if (op === "Mul" || op === "Add") return binary(graph, op, b, a);
    if (op === "Sub" && x === 0) return graph.node("Neg", [b], shape, "float");
  }
  return undefined;
}

/** A constant that is only repeated over the other operand needs no more than one element. */
function asScalar(graph: Graph, value: GraphValue, other: GraphValue, shape: Shape): GraphValue {
  const splat = splatOf(value);
  if (splat === undefined || !sameShape(other.shape, shape)) return value;
  return graph.splat(splat, [], value.type);
}

/**
 * onnxruntime walks over [..., 1] (op) scalar element by element, many times slower than over a vector: flattened
 * around the operation.
 */
function flattened(
  graph: Graph,
  op: BinaryOperation,
  a: GraphValue,
  b: GraphValue,
  shape: Shape,
): GraphValue | undefined {
  const size = sizeOf(shape);
  if (shape.length < 2 || shape[shape.length - 1] !== 1 || size === 1) return undefined;
  const flat = (value: GraphValue): GraphValue | undefined => {
    if (sameShape(value.shape, shape)) return reshape(graph, value, [size]);
    return sizeOf(value.shape) === 1 ? reshape(graph, value, []) : undefined;
  };
  const left = flat(a);
  const right = flat(b);
  if (left === undefined || right === undefined) return undefined;
  return reshape(graph, graph.node(op, [left, right], [size], a.type), shape);
}
