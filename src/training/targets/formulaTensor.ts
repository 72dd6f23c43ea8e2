import {
  add,
  div,
  fill,
  maximum,
  minimum,
  mul,
  neg,
  square,
  sub,
  type Tensor1D,
} from "@tensorflow/tfjs-core";
import {
  constants,
  type Expression,
  type FunctionName,
} from "../../config/expressions/expression.js";
import { withoutSlope } from "../../config/expressions/withoutSlope.js";
import { smoothAngle, smoothFunctions, smoothReciprocal } from "./smoothFunctions.js";

/** The columns of a batch in their own units. */
export interface UnitColumns {
  readonly rows: number;
  column(position: number): Tensor1D;
}

/** A part of a formula: what it is on the training rows, and how it is computed from any batch. */
export interface FormulaPart {
  /** Its values on the sample of the training rows, as the formula says, in float64. */
  readonly sample: Float64Array;
  tensor(columns: UnitColumns): Tensor1D;
}

/** A part of a formula, or a number. */
type Part = FormulaPart | number;

type Scalars = (...values: number[]) => number;

/** Larger parts cannot be squared in float32. */
const largest = 1e18;

/**
 * A formula as tensor operations with slopes. Functions whose domain ends, or that grow without bounds, go on along
 * their tangents beyond what the training data reach (see `continued`): no reconstruction makes them infinite.
 * @param columnOf a name's values on a sample of the training rows; undefined for names of constants
 * @throws RangeError where a part of the formula is too large for float32
 */
export function formulaTensor(
  expression: Expression,
  columnOf: (name: string) => FormulaPart | undefined,
  rows: number,
): FormulaPart {
  if (withoutSlope(expression) !== null) throw new TypeError("A target needs slopes.");
  const part = new Compiler(columnOf, rows).part(expression);
  if (typeof part === "number") throw new TypeError("A target depends on columns.");
  return part;
}

class Compiler {
  constructor(
    private readonly columnOf: (name: string) => FormulaPart | undefined,
    private readonly rows: number,
  ) {}

  part(expression: Expression): Part {
    switch (expression.kind) {
      case "number":
        return expression.value;
      case "name":
        return (
          this.columnOf(expression.name) ?? constants[expression.name as keyof typeof constants]
        );
      case "unary":
        return this.apply(
          (x) => -x,
          [this.part(expression.argument)],
          (x) => neg(x as Tensor1D),
        );
      case "binary":
        return this.binary(
          expression.operator,
          this.part(expression.left),
          this.part(expression.right),
        );
      case "call":
        return this.call(
          expression.name,
          expression.arguments.map((one) => this.part(one)),
        );
      case "choice":
        throw new TypeError("A choice has no slope.");
    }
  }

  private binary(operator: string, a: Part, b: Part): Part {
    switch (operator) {
      case "+":
        return this.apply(
          (x, y) => x + y,
          [a, b],
          (x, y) => add(x, y),
        );
      case "-":
        return this.apply(
          (x, y) => x - y,
          [a, b],
          (x, y) => sub(x, y),
        );
      case "*":
        return this.apply(
          (x, y) => x * y,
          [a, b],
          (x, y) => mul(x, y),
        );
      case "/": {
        if (typeof b === "number") {
          return this.apply(
            (x, y) => x / y,
            [a, b],
            (x, y) => div(x, y),
          );
        }
        const reciprocal = smoothReciprocal(b.sample);
        return this.apply(
          (x, y) => x / y,
          [a, b],
          (x, y) => mul(x, reciprocal(y as Tensor1D)),
        );
      }
      default:
        return this.power(a, b);
    }
  }

  /** Whole powers are products; others exponentials of logarithms. */
  private power(base: Part, exponent: Part): Part {
    if (typeof base === "number" && typeof exponent === "number") return base ** exponent;
    if (typeof exponent === "number" && Number.isInteger(exponent) && Math.abs(exponent) <= 16) {
      return this.wholePower(base, exponent);
    }
    const ground = typeof base === "number" ? Math.log(base) : this.call("log", [base]);
    return this.call("exp", [this.binary("*", exponent, ground)]);
  }

  private wholePower(base: Part, exponent: number): Part {
    if (exponent < 0) return this.binary("/", 1, this.wholePower(base, -exponent));
    if (exponent === 0) return 1;
    if (exponent === 1) return base;
    const half = this.wholePower(base, Math.floor(exponent / 2));
    const even = this.apply(
      (x) => x * x,
      [half],
      (x) => square(x as Tensor1D),
    );
    return exponent % 2 === 0 ? even : this.binary("*", even, base);
  }

  private call(name: FunctionName, given: readonly Part[]): Part {
    switch (name) {
      case "pow":
        return this.power(given[0], given[1]);
      case "tan":
        return this.binary("/", this.call("sin", given), this.call("cos", given));
      case "hypot": {
        const squares = given.map((one) => this.wholePower(one, 2));
        return this.call("sqrt", [squares.reduce((a, b) => this.binary("+", a, b))]);
      }
      case "min":
        return given.reduce((a, b) => this.apply(Math.min, [a, b], (x, y) => minimum(x, y)));
      case "max":
        return given.reduce((a, b) => this.apply(Math.max, [a, b], (x, y) => maximum(x, y)));
      case "atan2": {
        const [y, x] = given.map((one) => this.asTensor(one));
        const radii = y.sample.map((own, row) => own ** 2 + x.sample[row] ** 2);
        const angle = smoothAngle(radii);
        return this.apply(Math.atan2, [y, x], (own, other) =>
          angle(own as Tensor1D, other as Tensor1D),
        );
      }
      default: {
        const [argument] = given;
        const scalar = (x: number): number => Math[name as keyof typeof smoothFunctions](x);
        if (typeof argument === "number") return scalar(argument);
        const smooth = smoothFunctions[name as keyof typeof smoothFunctions](argument.sample);
        return this.apply(scalar, [argument], (x) => smooth(x as Tensor1D));
      }
    }
  }

  /** A number as a part that is the same in every row. */
  private asTensor(part: Part): FormulaPart {
    if (typeof part !== "number") return part;
    const sample = new Float64Array(this.rows).fill(part);
    return { sample, tensor: ({ rows }) => fill([rows], part) };
  }

  private apply(
    scalar: Scalars,
    parts: readonly Part[],
    tensor: (...values: (Tensor1D | number)[]) => Tensor1D,
  ): Part {
    const samples = parts.map((part) => (typeof part === "number" ? part : part.sample));
    if (samples.every((one) => typeof one === "number")) return scalar(...samples);
    const sample = new Float64Array(this.rows);
    for (let row = 0; row < sample.length; row++) {
      const value = scalar(...samples.map((one) => (typeof one === "number" ? one : one[row])));
      if (Number.isFinite(value) && Math.abs(value) > largest) throw new RangeError(String(value));
      sample[row] = value;
    }
    return {
      sample,
      tensor: (columns) =>
        tensor(...parts.map((part) => (typeof part === "number" ? part : part.tensor(columns)))),
    };
  }
}
