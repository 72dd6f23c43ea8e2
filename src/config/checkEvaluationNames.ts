import { nearestName } from "../data/nearestName.js";
import type { EvaluationConfig } from "./config.js";
import type { Finding } from "./configText.js";
import { nameAdvice, unknownNames } from "./formulaFindings.js";
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
    const message = `There is no column or derived quantity "${column}". ${nameAdvice(column, all)}`;
    findings.push({ path, at: "value", code: "unknownName", message, suggestion: near });
  });
  return findings;
}
