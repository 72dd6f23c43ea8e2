/** A formula of columns, as a tree. Truth is 1 and 0. */
export type Expression =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly argument: Expression }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "call";
      readonly name: FunctionName;
      readonly arguments: readonly Expression[];
    }
  | {
      readonly kind: "choice";
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    };

export const unaryOperators = ["-", "!"] as const;
export type UnaryOperator = (typeof unaryOperators)[number];

export const comparisons = ["<", "<=", ">", ">=", "==", "!="] as const;
export const binaryOperators = ["+", "-", "*", "/", "%", "^", "&&", "||", ...comparisons] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

/** The functions that a formula can call, with their numbers of arguments. */
export const functions = {
  sqrt: [1, 1],
  abs: [1, 1],
  exp: [1, 1],
  log: [1, 1],
  log10: [1, 1],
  log2: [1, 1],
  sin: [1, 1],
  cos: [1, 1],
  tan: [1, 1],
  asin: [1, 1],
  acos: [1, 1],
  atan: [1, 1],
  atan2: [2, 2],
  sinh: [1, 1],
  cosh: [1, 1],
  tanh: [1, 1],
  asinh: [1, 1],
  acosh: [1, 1],
  atanh: [1, 1],
  floor: [1, 1],
  ceil: [1, 1],
  round: [1, 1],
  sign: [1, 1],
  pow: [2, 2],
  hypot: [1, 16],
  min: [1, 16],
  max: [1, 16],
} as const satisfies Readonly<Record<string, readonly [least: number, most: number]>>;
export type FunctionName = keyof typeof functions;

/** Names that mean the same in every formula, unless a column has them. */
export const constants = { pi: Math.PI } as const;

/** The names that a formula uses, each once, in order. */
export function namesIn(expression: Expression): readonly string[] {
  return [
    ...new Set(partsOf(expression).flatMap((part) => (part.kind === "name" ? [part.name] : []))),
  ];
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "number":
    case "name":
      return [expression];
    case "unary":
      return partsOf(expression.argument);
    case "binary":
      return [...partsOf(expression.left), ...partsOf(expression.right)];
    case "call":
      return expression.arguments.flatMap(partsOf);
    case "choice":
      return [expression.test, expression.yes, expression.no].flatMap(partsOf);
  }
}
