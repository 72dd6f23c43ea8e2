import {
  constants,
  type BinaryOperator,
  type Expression,
  type FunctionName,
} from "../../config/expressions/expression.js";
import type { ColumnValues } from "../../data/table.js";
import { copyNumbers } from "../copyNumbers.js";

/** Rows that are evaluated at once, so that what lies between stays in the processor's cache. */
const blockRows = 4096;

type Binary = (a: number, b: number) => number;

const binaries: Readonly<Record<BinaryOperator, Binary>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "^": Math.pow,
  "&&": (a, b) => Number(isTrue(a) && isTrue(b)),
  "||": (a, b) => Number(isTrue(a) || isTrue(b)),
  "<": (a, b) => Number(a < b),
  "<=": (a, b) => Number(a <= b),
  ">": (a, b) => Number(a > b),
  ">=": (a, b) => Number(a >= b),
  "==": (a, b) => Number(a === b),
  "!=": (a, b) => Number(a !== b),
};

const mathFunctions: Readonly<Record<FunctionName, (...values: number[]) => number>> = {
  sqrt: Math.sqrt,
  abs: Math.abs,
  exp: Math.exp,
  log: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  sign: Math.sign,
  pow: Math.pow,
  hypot: Math.hypot,
  min: Math.min,
  max: Math.max,
};

/** Neither 0 nor NaN. */
export function isTrue(value: number): boolean {
  return value !== 0 && !Number.isNaN(value);
}

/**
 * The value of a formula in every row, as float64. 64-bit integers count as the nearest float64.
 * @param columnOf the values that a name stands for
 * @throws Error where a name stands for nothing
 */
export function evaluateExpression(
  expression: Expression,
  columnOf: (name: string) => ColumnValues | undefined,
  rows: number,
): Float64Array {
  const result = new Float64Array(rows);
  for (let from = 0; from < rows; from += blockRows) {
    const length = Math.min(blockRows, rows - from);
    const block = evaluateBlock(expression, { columnOf, from, length });
    if (typeof block === "number") result.fill(block, from, from + length);
    else result.set(block, from);
  }
  return result;
}

interface Block {
  readonly columnOf: (name: string) => ColumnValues | undefined;
  readonly from: number;
  readonly length: number;
}

/** A number stands for itself in every row. */
type Values = Float64Array | number;

function evaluateBlock(expression: Expression, block: Block): Values {
  const of = (part: Expression): Values => evaluateBlock(part, block);
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name":
      return named(expression.name, block);
    case "unary": {
      const negate = expression.operator === "-";
      return apply((x) => (negate ? -x : Number(!isTrue(x))), [of(expression.argument)], block);
    }
    case "binary":
      return apply(
        binaries[expression.operator],
        [of(expression.left), of(expression.right)],
        block,
      );
    case "call":
      return apply(mathFunctions[expression.name], expression.arguments.map(of), block);
    case "choice": {
      const { test, yes, no } = expression;
      return apply((x, a, b) => (isTrue(x) ? a : b), [of(test), of(yes), of(no)], block);
    }
  }
}

function named(name: string, { columnOf, from, length }: Block): Values {
  const values = columnOf(name);
  if (values === undefined) {
    if (Object.hasOwn(constants, name)) return constants[name as keyof typeof constants];
    throw new Error(`There is no column ${name}.`);
  }
  const result = new Float64Array(length);
  copyNumbers(values.subarray(from, from + length), result);
  return result;
}

function apply(
  operation: (...values: number[]) => number,
  operands: readonly Values[],
  { length }: Block,
): Values {
  if (operands.every((each) => typeof each === "number")) return operation(...operands);
  const result = new Float64Array(length);
  const [a, b] = operands;
  if (operands.length === 1) {
    for (let i = 0; i < length; i++) result[i] = operation((a as Float64Array)[i]);
  } else if (operands.length === 2) {
    for (let i = 0; i < length; i++) {
      result[i] = operation(typeof a === "number" ? a : a[i], typeof b === "number" ? b : b[i]);
    }
  } else {
    for (let i = 0; i < length; i++) {
      result[i] = operation(...operands.map((each) => (typeof each === "number" ? each : each[i])));
    }
  }
  return result;
}
