import { nearestName } from "../data/nearestName.js";
import type { ConfigPath, Finding } from "./configText.js";
import { constants, functions, namesIn } from "./expressions/expression.js";
import { ExpressionError, parseExpression, placeOf } from "./expressions/parseExpression.js";

/** Finds what is wrong with a formula, whatever the data: it cannot be read. */
export function formulaFindings(path: ConfigPath, text: string): Finding[] {
  try {
    parseExpression(text);
    return [];
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { message, offset, length } = error;
    return [{ path, at: "value", within: { offset, length }, code: "badFormula", message }];
  }
}

/** Finds whether a quantity's name, the key at `path`, cannot stand in later formulas. */
export function nameFindings(path: ConfigPath, name: string): Finding[] {
  if (/^[A-Za-z_$][\w$]*$/.test(name) && !Object.hasOwn(functions, name)) return [];
  const message = `"${name}" cannot be used in formulas. Choose a name of letters, digits and _ that is no function.`;
  return [{ path, at: "key", code: "wrongValue", message }];
}

/**
 * Finds names in a formula that stand for nothing.
 * @param later quantities that are computed after this one
 */
export function unknownNames(
  path: ConfigPath,
  text: string,
  known: readonly string[],
  later: readonly string[],
): Finding[] {
  return namesIn(parseExpression(text)).flatMap((name): Finding[] => {
    if (known.includes(name) || Object.hasOwn(constants, name)) return [];
    const message = later.includes(name)
      ? `"${name}" is not derived before this. Write it above.`
      : `There is no column "${name}". ${nameAdvice(name, known)}`;
    return [{ path, at: "value", within: placeOf(text, name), code: "unknownName", message }];
  });
}

/** What could be meant by a name, or else what there is. */
export function nameAdvice(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  if (near !== null) return `Did you mean "${near}"?`;
  const shown = known.slice(0, 12).map((one) => `"${one}"`);
  return `There are: ${shown.join(", ")}${known.length > 12 ? ", …" : ""}.`;
}
