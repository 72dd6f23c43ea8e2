import type { LatentModelConfig } from "./config.js";
import type { Finding } from "./configText.js";
import { namesIn } from "./expressions/expression.js";
import { parseExpression, placeOf } from "./expressions/parseExpression.js";
import { withoutSlope } from "./expressions/withoutSlope.js";
import { formulaFindings, nameFindings, unknownNames } from "./formulaFindings.js";
import { formulaNames } from "./formulaNames.js";

/** Finds what is wrong with a model's targets, whatever the data. */
export function targetFindings({ targets }: LatentModelConfig): Finding[] {
  return Object.entries(targets).flatMap(([name, { formula }]): Finding[] => {
    const key = ["model", "targets", name];
    const path = [...key, "formula"];
    const findings = [...nameFindings(key, name), ...formulaFindings(path, formula)];
    if (findings.length > 0) return findings;
    const step = withoutSlope(parseExpression(formula));
    if (step === null) return [];
    const message = `${step} has no slope, so nothing can be learned from it: a target is made of smooth functions, min, max and abs.`;
    const within = placeOf(formula, step);
    return [{ path, at: "value", within, code: "noSlope", message }];
  });
}

/** A column as targets see it. */
export interface TargetColumn {
  readonly name: string;
  readonly label: string;
  /** Whether the network sees it. */
  readonly modelled: boolean;
}

/** Finds names in a model's targets that stand for no column that its network sees. */
export function checkTargetNames(
  { targets }: LatentModelConfig,
  columns: readonly TargetColumn[],
): Finding[] {
  const names = formulaNames(columns);
  const seen = columns.filter(({ modelled }) => modelled).map(({ name }) => name);
  const own = [...names].flatMap(([name, full]) => (seen.includes(full) ? [name] : []));
  const exact = [...names.keys()].filter((name) => !own.includes(name));
  const all = Object.keys(targets);
  return Object.entries(targets).flatMap(([name, { formula }], index): Finding[] => {
    const key = ["model", "targets", name];
    const path = [...key, "formula"];
    const findings: Finding[] = [];
    if (names.has(name)) {
      const message = `There is a column "${name}" already. Choose another name.`;
      findings.push({ path: key, at: "key", code: "nameTaken", message });
    }
    const used = namesIn(parseExpression(formula));
    for (const column of used.filter((one) => exact.includes(one))) {
      const message = `"${column}" is stored exactly: no network sees it, so a target cannot use it.`;
      const within = placeOf(formula, column);
      findings.push({ path, at: "value", within, code: "unknownName", message });
    }
    const known = [...own, ...exact, ...all.slice(0, index)];
    findings.push(...unknownNames(path, formula, known, all));
    if (findings.length === 0 && !used.some((one) => known.includes(one))) {
      const message = "The formula has no column: there is nothing to learn from it.";
      findings.push({ path, at: "value", code: "noEffect", message });
    }
    return findings;
  });
}
