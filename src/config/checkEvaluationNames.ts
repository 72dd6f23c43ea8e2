import { nearestName } from "../data/nearestName.js";
import type { EvaluationConfig } from "./config.js";
import type { ConfigPath, Finding } from "./configText.js";
import { constants, namesIn } from "./expressions/expression.js";
import { parseExpression, placeOf } from "./expressions/parseExpression.js";
import { formulaNames } from "./formulaNames.js";

/**
 * Finds names in `evaluation` that no column has.
 * @param columns the columns that are kept, with their short names
 */
export function checkEvaluationNames(
  evaluation: EvaluationConfig,
  columns: readonly { readonly name: string; readonly label: string }[],
): Finding[] {
  const { selection, derived, fits } = evaluation;
  const own = [...formulaNames(columns).keys()];
  const derivedNames = Object.keys(derived);
  const all = [...own, ...derivedNames];
  const findings: Finding[] = [];
  Object.entries(derived).forEach(([name, text], index) => {
    const path = ["evaluation", "derived", name];
    if (own.includes(name)) {
      const message = `There is a column "${name}" already. Choose another name.`;
      findings.push({ path, at: "key", code: "nameTaken", message });
    }
    const known = [...own, ...derivedNames.slice(0, index)];
    findings.push(...unknownNames(path, text, known, derivedNames));
  });
  if (selection !== undefined) {
    findings.push(...unknownNames(["evaluation", "selection"], selection, all, []));
  }
  fits.forEach(({ column }, index) => {
    if (all.includes(column)) return;
    const path = ["evaluation", "fits", index, "column"];
    const near = nearestName(column, all);
    const message = `There is no column or derived quantity "${column}". ${advice(near, all)}`;
    findings.push({ path, at: "value", code: "unknownName", message, suggestion: near });
  });
  return findings;
}

function unknownNames(
  path: ConfigPath,
  text: string,
  known: readonly string[],
  later: readonly string[],
): Finding[] {
  return namesIn(parseExpression(text)).flatMap((name): Finding[] => {
    if (known.includes(name) || Object.hasOwn(constants, name)) return [];
    const message = later.includes(name)
      ? `"${name}" is not derived before this. Write it above.`
      : `There is no column "${name}". ${advice(nearestName(name, known), known)}`;
    return [{ path, at: "value", within: placeOf(text, name), code: "unknownName", message }];
  });
}

function advice(near: string | null, known: readonly string[]): string {
  if (near !== null) return `Did you mean "${near}"?`;
  const shown = known.slice(0, 12).map((name) => `"${name}"`);
  return `There are: ${shown.join(", ")}${known.length > 12 ? ", …" : ""}.`;
}
