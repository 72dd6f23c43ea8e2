import type { Expression } from "./expression.js";

const steppingOperators: readonly string[] = ["%", "&&", "||", "<", "<=", ">", ">=", "==", "!="];
const steppingFunctions: readonly string[] = ["floor", "ceil", "round", "sign"];

/**
 * The first operator or function of a formula that has no slope from which anything could be learned: rounding,
 * remainders, truth. Null where there is none.
 */
export function withoutSlope(expression: Expression): string | null {
  switch (expression.kind) {
    case "number":
    case "name":
      return null;
    case "unary":
      return expression.operator === "!" ? "!" : withoutSlope(expression.argument);
    case "binary": {
      const { operator, left, right } = expression;
      if (steppingOperators.includes(operator)) return operator;
      return withoutSlope(left) ?? withoutSlope(right);
    }
    case "call":
      if (steppingFunctions.includes(expression.name)) return expression.name;
      return expression.arguments.map(withoutSlope).find((found) => found !== null) ?? null;
    case "choice":
      return "?";
  }
}
