import jsep from "jsep";
import { nearestName } from "../../data/nearestName.js";
import {
  binaryOperators,
  comparisons,
  functions,
  type BinaryOperator,
  type Expression,
  type FunctionName,
} from "./expression.js";

const longest = 2000;
const openingParenthesis = 40;

// In physics ^ is a power; it binds like one.
jsep.addBinaryOp("^", 11, true);
jsep.addBinaryOp("and", 2);
jsep.addBinaryOp("or", 1);
for (const literal of ["true", "false", "null"]) jsep.removeLiteral(literal);
// What stands in parentheses is marked: −x^2 is −(x^2), and (−x)^2 is not.
jsep.hooks.add("gobble-token", function (env) {
  if (this.code !== openingParenthesis) return;
  const node = this.gobbleGroup() as Node | false;
  if (node === false) this.throwError("Nothing stands between the parentheses");
  env.node = { ...node, grouped: true };
});

type Node = jsep.CoreExpression & { readonly grouped?: boolean };

/** A formula that cannot be read: where in its text, and what to do. */
export class ExpressionError extends Error {
  constructor(
    message: string,
    /** First character at fault, and how many. */
    readonly offset: number,
    readonly length: number,
  ) {
    super(message);
  }
}

/**
 * Reads a formula such as `sqrt((pt*cosh(eta))^2 + mass^2)`: numbers, names (with dots), + − * / % ^ (power),
 * comparisons, && || !, a ? b : c, and the functions of `functions`. Nothing is executed.
 * @throws ExpressionError
 */
export function parseExpression(text: string): Expression {
  if (text.length > longest) {
    throw new ExpressionError(`A formula has at most ${longest} characters.`, 0, text.length);
  }
  let root: Node;
  try {
    root = jsep(text) as Node;
  } catch (error) {
    const { index = 0, description } = error as { index?: number; description?: string };
    if (description === undefined) throw error;
    const at = Math.min(index, Math.max(0, text.trimEnd().length - 1));
    throw new ExpressionError(`${description}.`, at, 1);
  }
  return new Reader(text).read(root);
}

class Reader {
  constructor(private readonly text: string) {}

  read(node: Node): Expression {
    switch (node.type) {
      case "Literal":
        return this.literal(node as jsep.Literal);
      case "Identifier":
      case "MemberExpression":
      case "ThisExpression":
        return this.name(node);
      case "UnaryExpression":
        return this.unary(node as jsep.UnaryExpression);
      case "BinaryExpression":
        return this.binary(node as jsep.BinaryExpression);
      case "CallExpression":
        return this.call(node as jsep.CallExpression);
      case "ConditionalExpression": {
        const { test, consequent, alternate } = node as jsep.ConditionalExpression;
        return {
          kind: "choice",
          test: this.read(test as Node),
          yes: this.read(consequent as Node),
          no: this.read(alternate as Node),
        };
      }
      case "Compound": {
        const { body } = node as jsep.Compound;
        if (body.length === 0) throw new ExpressionError("The formula is empty.", 0, 1);
        const second = nameOf(body[1] as Node);
        throw this.error(
          "An operator is missing between two values: * is always written, and text such as “pt > 20 && abs(eta) < 2” joins conditions.",
          second ?? "",
        );
      }
      default:
        throw new ExpressionError("A formula has no lists.", 0, this.text.length);
    }
  }

  private literal({ value, raw }: jsep.Literal): Expression {
    if (typeof value === "number") return { kind: "number", value };
    throw this.error(
      `${raw} is a text, and a formula has numbers alone. Write names without quotation marks.`,
      raw,
    );
  }

  private name(node: Node): Expression {
    const name = nameOf(node);
    if (name === null) {
      throw this.error('A formula has no [ ]. Give the column a short name: "as".', "[");
    }
    return { kind: "name", name };
  }

  private unary({ operator, argument }: jsep.UnaryExpression): Expression {
    const inner = this.read(argument as Node);
    if (operator === "+") return inner;
    if (operator !== "-" && operator !== "!") throw this.unknownOperator(operator);
    return inner.kind === "number" && operator === "-"
      ? { kind: "number", value: -inner.value }
      : { kind: "unary", operator, argument: inner };
  }

  private binary(node: jsep.BinaryExpression): Expression {
    const left = node.left as Node;
    const right = node.right as Node;
    const operator = { "**": "^", and: "&&", or: "||" }[node.operator] ?? node.operator;
    if (!isOneOf(binaryOperators, operator)) throw this.unknownOperator(operator);
    if (operator === "^" && left.type === "UnaryExpression" && left.grouped !== true) {
      const { operator: sign, argument } = left as jsep.UnaryExpression;
      const power = { type: "BinaryExpression", operator: "^", left: argument, right };
      return this.unary({ type: "UnaryExpression", operator: sign, argument: power, prefix: true });
    }
    if (isOneOf(comparisons, operator) && isComparison(left)) {
      throw this.error(
        "Two comparisons in a row mean something else here: write a < x && x < b.",
        operator,
        true,
      );
    }
    return { kind: "binary", operator, left: this.read(left), right: this.read(right) };
  }

  private call({ callee, arguments: given }: jsep.CallExpression): Expression {
    const name = nameOf(callee as Node) ?? "";
    if (!Object.hasOwn(functions, name)) {
      const near = nearestName(name, Object.keys(functions));
      const advice =
        near === null
          ? `There are: ${Object.keys(functions).join(", ")}.`
          : `Did you mean ${near}?`;
      throw this.error(`There is no function ${name}. ${advice}`, name);
    }
    const [least, most] = functions[name as FunctionName];
    if (given.length < least || given.length > most) {
      const count = least === most ? `${least}` : `${least} to ${most}`;
      const noun = count === "1" ? "argument" : "arguments";
      throw this.error(`${name} takes ${count} ${noun}, not ${given.length}.`, name);
    }
    return {
      kind: "call",
      name: name as FunctionName,
      arguments: given.map((each) => this.read(each as Node)),
    };
  }

  private unknownOperator(operator: string): ExpressionError {
    const meant: Readonly<Record<string, string>> = {
      "&": "&&",
      "|": "||",
      "===": "==",
      "!==": "!=",
      "~": "!",
    };
    const near = meant[operator];
    const advice =
      near === undefined
        ? "There are: + - * / % ^ < <= > >= == != && || !."
        : `Did you mean ${near}?`;
    return this.error(`There is no operator ${operator}. ${advice}`, operator);
  }

  private error(message: string, part: string, last = false): ExpressionError {
    const found = placeOf(this.text, part, last);
    return new ExpressionError(message, found.offset, found.length);
  }
}

/** Where a name (as a whole word) or an operator stands in a formula; all of it where it is not found. */
export function placeOf(
  text: string,
  part: string,
  last = false,
): { readonly offset: number; readonly length: number } {
  const escaped = part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const isWord = /^[\w$]/.test(part);
  const pattern = new RegExp(isWord ? String.raw`(?<![\w$.])${escaped}(?![\w$])` : escaped, "g");
  const matches = part === "" ? [] : [...text.matchAll(pattern)];
  const match = last ? matches.at(-1) : matches[0];
  return match === undefined
    ? { offset: 0, length: text.length }
    : { offset: match.index, length: part.length };
}

/** A name, with the dots that belong to it; null for anything else. */
function nameOf(node: Node | undefined): string | null {
  if (node === undefined) return null;
  if (node.type === "ThisExpression") return "this";
  if (node.type === "Identifier") return (node as jsep.Identifier).name;
  if (node.type !== "MemberExpression") return null;
  const { computed, object, property } = node as jsep.MemberExpression;
  const [owner, own] = [nameOf(object as Node), nameOf(property as Node)];
  return computed || owner === null || own === null ? null : `${owner}.${own}`;
}

function isComparison(node: Node): boolean {
  return (
    node.grouped !== true &&
    node.type === "BinaryExpression" &&
    isOneOf(comparisons, (node as jsep.BinaryExpression).operator)
  );
}

function isOneOf<T extends string>(list: readonly T[], text: string): text is T & BinaryOperator {
  return (list as readonly string[]).includes(text);
}
