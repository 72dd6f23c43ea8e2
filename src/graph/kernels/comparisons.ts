import { broadcastShape } from "../operations/arithmetic.js";
import { leakyReluGradient } from "../operations/leakySlope.js";
import { splatOf, type Graph, type GraphValue } from "../graph.js";
import type { Kernel, KernelFamily } from "./kernel.js";

const compare =
  (op: string): Kernel =>
  ({ graph, inputs: { a, b } }) =>
    graph.node(op, [scalar(graph, a), scalar(graph, b)], broadcastShape(a.shape, b.shape), "bool");

/** Comparisons, logic, and choices by them. */
export const comparisonKernels: KernelFamily = {
  Greater: compare("Greater"),
  GreaterEqual: compare("GreaterOrEqual"),
  Less: compare("Less"),
  LessEqual: compare("LessOrEqual"),
  Equal: compare("Equal"),
  LogicalAnd: compare("And"),
  LogicalOr: compare("Or"),
  NotEqual: ({ graph, inputs: { a, b } }) => {
    const shape = broadcastShape(a.shape, b.shape);
    return graph.node("Not", [graph.node("Equal", [a, b], shape, "bool")], shape, "bool");
  },
  LogicalNot: ({ graph, inputs: { x } }) => graph.node("Not", [x], x.shape, "bool"),
  Select: ({ graph, inputs: { condition, t, e } }) =>
    leakyReluGradient(graph, condition, t, e) ??
    graph.node("Where", [condition, scalar(graph, t), scalar(graph, e)], t.shape, t.type),
};

/** Constants that broadcast anyway need one element only; the other operand gives the shape. */
function scalar(graph: Graph, value: GraphValue): GraphValue {
  const splat = splatOf(value);
  return splat === undefined ? value : graph.splat(splat, [], value.type);
}
