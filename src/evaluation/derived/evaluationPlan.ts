import type { EvaluationConfig } from "../../config/config.js";
import type { Expression } from "../../config/expressions/expression.js";
import { parseExpression } from "../../config/expressions/parseExpression.js";
import { formulaNames } from "../../config/formulaNames.js";
import type { FitSetting } from "../fits/comparePeaks.js";
import type { EvaluatedColumn } from "../evaluatedColumn.js";

/** What is looked at beside the columns, with its formulas read and its names found. */
export interface EvaluationPlan {
  readonly selection: { readonly formula: string; readonly expression: Expression } | null;
  readonly derived: readonly {
    readonly name: string;
    readonly formula: string;
    readonly expression: Expression;
  }[];
  readonly fits: readonly FitSetting[];
  /** Column that holds the weight of each event. */
  readonly weight: string | null;
  /** Full names of columns by the names that formulas use. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * The plan that a config asks for.
 * @param config checked against the data
 */
export function evaluationPlan(
  config: EvaluationConfig,
  columns: readonly Pick<EvaluatedColumn, "name" | "label" | "unit">[],
  weight: string | null,
): EvaluationPlan {
  const { selection, derived, fits } = config;
  const names = formulaNames(columns);
  return {
    selection:
      selection === undefined
        ? null
        : { formula: selection, expression: parseExpression(selection) },
    derived: Object.entries(derived).map(([name, formula]) => ({
      name,
      formula,
      expression: parseExpression(formula),
    })),
    fits: fits.map((fit) => {
      const name = names.get(fit.column) ?? fit.column;
      const column = columns.find((each) => each.name === name);
      return { ...fit, column: name, label: column?.label ?? name, unit: column?.unit ?? null };
    }),
    weight,
    names,
  };
}

/** A derived quantity as the column that it is shown as. It has no bound of its own. */
export function derivedColumn(derived: EvaluationPlan["derived"][number]): EvaluatedColumn {
  return {
    name: derived.name,
    label: derived.name,
    unit: null,
    angle: false,
    bound: "derived",
    absoluteBound: null,
    boundKind: "none",
    gridStep: null,
    sentinels: [],
    formula: derived.formula,
  };
}
