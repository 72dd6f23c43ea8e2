import type { EvaluationConfig } from "./config.js";
import type { Finding } from "./configText.js";
import { formulaFindings, nameFindings } from "./formulaFindings.js";

/** Finds what `evaluation` says that no data could make right: formulas that cannot be read, windows without a width. */
export function evaluationFindings(evaluation: EvaluationConfig): Finding[] {
  const { selection, derived, fits } = evaluation;
  const findings: Finding[] = [];
  if (selection !== undefined) {
    findings.push(...formulaFindings(["evaluation", "selection"], selection));
  }
  for (const [name, text] of Object.entries(derived)) {
    const path = ["evaluation", "derived", name];
    findings.push(...nameFindings(path, name), ...formulaFindings(path, text));
  }
  fits.forEach(({ window: [from, to] }, index) => {
    if (from < to) return;
    const path = ["evaluation", "fits", index, "window"];
    const message = `The window goes from ${from} to ${to}: its first number must be the smaller one.`;
    findings.push({ path, at: "value", code: "outOfRange", message });
  });
  return findings;
}
