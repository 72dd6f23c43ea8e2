import type { ColumnEvaluation, Evaluation } from "../../src/protocol/evaluation.js";
import { formatNumber } from "../charts/numberFormat.js";
import { dataTable, tableCsv, type TableData } from "../dataTable.js";
import { t } from "../localize.js";
import { panelFrame } from "../panelFrame.js";
import type { SectionContext } from "../section.js";
import { actionLink } from "../toolkit.js";

/** Residual, response and distances of every column in one table, and the correlation that changed most. */
export function figuresPanel(context: SectionContext, evaluation: Evaluation): HTMLElement {
  const data = figures(evaluation);
  const save = actionLink(t("Save as CSV…"), () => {
    context.send("saveFile", {
      suggestedName: "figures.csv",
      data: tableCsv(data),
      binary: false,
    });
  });
  const { largestChange } = evaluation.correlations;
  return panelFrame(
    {
      title: t("Every column"),
      ...(largestChange && {
        note: t(
          "largest change of a correlation: {0}, of {1} and {2}",
          formatNumber(largestChange.value, 3),
          ...largestChange.columns.map((name) => labelOf(evaluation, name)),
        ),
      }),
      class: "scrolling",
      tools: [save],
    },
    dataTable(data, { label: t("Every column") }),
  );
}

function labelOf(evaluation: Evaluation, name: string): string {
  return evaluation.columns.find((column) => column.name === name)?.label ?? name;
}

function figures(evaluation: Evaluation): TableData {
  const number = (value: number, digits = 3) => ({ text: formatNumber(value, digits), value });
  const numeric = (title: string) => ({ title, numeric: true });
  return {
    columns: [
      { title: t("column"), numeric: false },
      numeric(t("RMS / σ")),
      numeric(t("mean x̂ − x")),
      numeric("σ₆₈"),
      numeric(t("max |Δ|")),
      numeric(t("response median [%]")),
      numeric(t("response σ₆₈ [%]")),
      numeric("W₁ / σ"),
      numeric(t("KS distance D")),
    ],
    rows: evaluation.columns.map((column) => [
      nameOf(column),
      number(rmsOverSigma(column)),
      number(column.residualStatistics.mean),
      number(column.residualStatistics.sigma68),
      number(column.residualStatistics.maxAbs),
      number(column.response.median),
      number(column.response.sigma68),
      number(column.wassersteinOverSigma),
      number(column.ksDistance),
    ]),
  };
}

function nameOf({ label, unit, formula }: ColumnEvaluation): string {
  const derived = formula === undefined ? "" : ` = ${formula}`;
  return `${label}${unit ? ` [${unit}]` : ""}${derived}`;
}

/** The RMS of the residual in units of the original's spread; of evaluations from before it was recorded, too. */
export function rmsOverSigma(column: ColumnEvaluation): number {
  const { original, residualStatistics } = column;
  return column.rmsOverSigma ?? (original.std > 0 ? residualStatistics.rms / original.std : 0);
}
