import type { EvaluationConfig } from "./config.js";
import type { ConfigPath, Finding } from "./configText.js";
import { functions } from "./expressions/expression.js";
import { ExpressionError, parseExpression } from "./expressions/parseExpression.js";

/** Finds what `evaluation` says that no data could make right: formulas that cannot be read, windows without a width. */
export function evaluationFindings(evaluation: EvaluationConfig): Finding[] {
  const { selection, derived, fits } = evaluation;
  const findings: Finding[] = [];
  if (selection !== undefined) findings.push(...formula(["evaluation", "selection"], selection));
  for (const [name, text] of Object.entries(derived)) {
    const path = ["evaluation", "derived", name];
    if (!/^[A-Za-z_$][\w$]*$/.test(name) || Object.hasOwn(functions, name)) {
      const message = `"${name}" cannot be used in formulas. Choose a name of letters, digits and _ that is no function.`;
      findings.push({ path, at: "key", code: "wrongValue", message });
    }
    findings.push(...formula(path, text));
  }
  fits.forEach(({ window: [from, to] }, index) => {
    if (from < to) return;
    const path = ["evaluation", "fits", index, "window"];
    const message = `The window goes from ${from} to ${to}: its first number must be the smaller one.`;
    findings.push({ path, at: "value", code: "outOfRange", message });
  });
  return findings;
}

function formula(path: ConfigPath, text: string): Finding[] {
  try {
    parseExpression(text);
    return [];
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const { message, offset, length } = error;
    return [{ path, at: "value", within: { offset, length }, code: "badFormula", message }];
  }
}
