import { splatOf, type GraphValue } from "../graph.js";
import { binary, type BinaryOperation } from "../operations/arithmetic.js";
import { leakyRelu } from "../operations/leakySlope.js";
import type { Kernel, KernelFamily } from "./kernel.js";

const two =
  (op: BinaryOperation): Kernel =>
  ({ graph, inputs }) =>
    binary(graph, op, inputs.a, inputs.b);

/** A function of one number; constants are computed at once where `fold` is given. */
const one =
  (op: string, fold?: (x: number) => number): Kernel =>
  ({ graph, inputs: { x } }) => {
    const splat = splatOf(x);
    if (fold !== undefined && splat !== undefined && x.type === "float") {
      return graph.splat(fold(splat), x.shape);
    }
    return graph.node(op, [x], x.shape, x.type);
  };

/** Hyperbolic functions of exponentials: (exp(x) + sign exp(-x)) / 2. */
const hyperbolic =
  (op: "Add" | "Sub"): Kernel =>
  ({ graph, inputs: { x } }) => {
    const grown = graph.node("Exp", [x], x.shape, x.type);
    const shrunk = graph.node("Exp", [graph.node("Neg", [x], x.shape, x.type)], x.shape, x.type);
    return binary(graph, "Mul", binary(graph, op, grown, shrunk), graph.splat(0.5));
  };

/** Makes every float32 that is not zero or denormal larger than one. */
const large = 1e38;

/** Functions of single elements, with broadcasting. */
export const elementwiseKernels: KernelFamily = {
  Add: two("Add"),
  Sub: two("Sub"),
  Multiply: two("Mul"),
  RealDiv: two("Div"),
  Maximum: two("Max"),
  Minimum: two("Min"),
  Pow: two("Pow"),
  AddN: ({ graph, list }) => list.reduce((sum, term) => binary(graph, "Add", sum, term)),
  SquaredDifference: ({ graph, inputs }) => {
    const difference = binary(graph, "Sub", inputs.a, inputs.b);
    return binary(graph, "Mul", difference, difference);
  },
  Square: ({ graph, inputs: { x } }) => binary(graph, "Mul", x, x),
  Neg: one("Neg", (x) => -x),
  Abs: one("Abs", Math.abs),
  Sign: one("Sign"),
  Sqrt: one("Sqrt", Math.sqrt),
  Rsqrt: ({ graph, inputs: { x } }) =>
    binary(graph, "Div", graph.splat(1), graph.node("Sqrt", [x], x.shape, x.type)),
  Reciprocal: ({ graph, inputs: { x } }) => binary(graph, "Div", graph.splat(1), x),
  Exp: one("Exp", Math.exp),
  Log: one("Log", Math.log),
  Floor: one("Floor", Math.floor),
  Sin: one("Sin", Math.sin),
  Cos: one("Cos", Math.cos),
  Asin: one("Asin"),
  Acos: one("Acos"),
  Atan: one("Atan"),
  Sinh: hyperbolic("Sub"),
  Cosh: hyperbolic("Add"),
  Tanh: one("Tanh"),
  Asinh: one("Asinh"),
  Acosh: one("Acosh"),
  Atanh: one("Atanh"),
  Sigmoid: one("Sigmoid"),
  Relu: one("Relu"),
  Step: ({ graph, inputs: { x }, attributes }) => {
    const below = attributes.alpha as number;
    if (below === -1) return graph.node("Sign", [x], x.shape, x.type);
    const bounds = [graph.splat(below), graph.splat(1)];
    return graph.node(
      "Clip",
      [binary(graph, "Mul", x, graph.splat(large)), ...bounds],
      x.shape,
      x.type,
    );
  },
  LeakyRelu: ({ graph, inputs: { x }, attributes }) =>
    leakyRelu(graph, x, Math.fround(attributes.alpha as number)),
  ClipByValue: ({ graph, inputs: { x }, attributes }): GraphValue =>
    graph.node(
      "Clip",
      [
        x,
        graph.splat(attributes.clipValueMin as number),
        graph.splat(attributes.clipValueMax as number),
      ],
      x.shape,
      x.type,
    ),
};
