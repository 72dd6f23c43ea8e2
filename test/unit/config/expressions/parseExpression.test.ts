import { describe, expect, it } from "vitest";
import { namesIn } from "../../../../src/config/expressions/expression.js";
import {
  ExpressionError,
  parseExpression,
} from "../../../../src/config/expressions/parseExpression.js";
import { evaluateExpression } from "../../../../src/evaluation/derived/evaluateExpression.js";

/** The value of a formula of x = 3, y = −2, jet.pt = 50. */
function value(text: string): number {
  const columns: Readonly<Record<string, Float64Array>> = {
    x: Float64Array.of(3),
    y: Float64Array.of(-2),
    "jet.pt": Float64Array.of(50),
  };
  return evaluateExpression(parseExpression(text), (name) => columns[name], 1)[0];
}

function error(text: string): ExpressionError {
  try {
    parseExpression(text);
  } catch (thrown) {
    if (thrown instanceof ExpressionError) return thrown;
    throw thrown;
  }
  throw new Error(`${text} was read`);
}

describe("parseExpression", () => {
  // The answers are Python's, with ^ for **.
  it.each([
    ["1 + 2*3", 7],
    ["(1 + 2)*3", 9],
    ["-x^2", -9],
    ["(-x)^2", 9],
    ["2^-1", 0.5],
    ["2^3^2", 512],
    ["-2^2", -4],
    ["--x^2", 9],
    ["2^-x^2", 2 ** -9],
    ["x**2", 9],
    ["7 % 4", 3],
    ["x > 2 && y < 0", 1],
    ["x > 2 and y > 0 or x == 3", 1],
    ["!(x > 2)", 0],
    ["x > 5 ? 1 : -1", -1],
    ["jet.pt / 5", 10],
    ["sqrt((x*cosh(0))^2 + 4^2)", 5],
    ["hypot(x, 4)", 5],
    ["atan2(0, y)", Math.PI],
    ["min(x, y, 7) + max(x, y)", 1],
    ["pow(x, 2) + abs(y)", 11],
    ["1.5e2 + .5", 150.5],
    ["cos(pi)", -1],
    ["log(exp(2)) + log10(1000) + log2(8)", 8],
    ["sign(y) * floor(2.7) - ceil(1.2) + round(2.5)", -1],
  ])("%s is %d", (text, expected) => {
    expect(value(text)).toBeCloseTo(expected, 14);
  });

  it.each([
    ["pt > 20 &", 8, "Expected expression after &"],
    ["(pt", 2, "Unclosed ("],
    ["pt eta", 3, "An operator is missing"],
    ["sqr(pt)", 0, "Did you mean sqrt?"],
    ["atan2(pt)", 0, "atan2 takes 2 arguments, not 1."],
    ["100 < m < 225", 8, "Two comparisons in a row"],
    ["pt > 20 & eta < 2", 8, "Did you mean &&?"],
    ["pt == 'a'", 6, "a text"],
    ["pt[0] > 2", 2, "as"],
    ["", 0, "empty"],
    ["pt > ()", 7, "Nothing stands between"],
    ["[1, 2]", 0, "no lists"],
  ])("%s: the mistake is at %d", (text, offset, message) => {
    const found = error(text);
    expect(found.message).toContain(message);
    expect(Math.abs(found.offset - offset)).toBeLessThanOrEqual(1);
  });

  it("executes nothing", () => {
    for (const text of [
      "constructor('x')()",
      "x.constructor.constructor(1)",
      "this.process",
      "`a`",
    ]) {
      expect(() => value(text)).toThrow();
    }
    expect(() => value("__proto__")).toThrow();
  });

  it("refuses what is too long, and reads what is deep", () => {
    expect(error("1+".repeat(2000) + "1").message).toContain("2000");
    expect(value("(".repeat(400) + "1" + ")".repeat(400))).toBe(1);
  });

  it("names the columns of a formula", () => {
    expect(namesIn(parseExpression("sqrt(jet.pt^2 + x*x) > y"))).toEqual(["jet.pt", "x", "y"]);
  });
});
