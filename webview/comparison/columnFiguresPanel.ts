import {
  columnFigures,
  type ColumnFigure,
  type Comparison,
  type FigureSet,
} from "../../src/protocol/comparison.js";
import { segmented, type Choice } from "../controls.js";
import { dataTable, tableCsv, type TableData } from "../dataTable.js";
import { t } from "../localize.js";
import { panelFrame } from "../panelFrame.js";
import { actionLink } from "../toolkit.js";
import type { ComparisonContext } from "./comparisonModel.js";
import { type Better, figureCell, markBestOfColumns } from "./figureCell.js";
import { boundText } from "./modelsPanel.js";
import { namesOf, shownSet } from "./shownModels.js";

/** One figure of every column under every model. */
export function columnFiguresPanel(
  context: ComparisonContext,
  comparison: Comparison,
): HTMLElement {
  const { figure } = context.view();
  const data = columnFiguresTable(context, comparison);
  const label = t("Every column");
  return panelFrame(
    {
      title: label,
      class: "scrolling",
      tools: [
        setChoice(context, comparison, "columns"),
        segmented({
          key: "figure",
          label: t("Figure"),
          choices: figureChoices(),
          value: figure,
          onChange: (next) => {
            context.choose({ figure: next });
          },
        }),
        actionLink(t("Save as CSV…"), () => {
          const file = { suggestedName: `${figure}.csv`, data: tableCsv(data), binary: false };
          context.send("saveFile", file);
        }),
      ],
    },
    dataTable(data, { label }),
  );
}

const figureChoices = (): Choice<ColumnFigure>[] =>
  columnFigures.map((value) => ({
    value,
    text: {
      rmsOverSigma: t("RMS / σ"),
      responseMedian: t("response median [%]"),
      responseSigma68: t("response σ₆₈ [%]"),
      wasserstein: "W₁ / σ",
      ksDistance: t("KS distance D"),
    }[value],
  }));

const better: Readonly<Record<ColumnFigure, Better>> = {
  rmsOverSigma: "less",
  responseMedian: "nearZero",
  responseSigma68: "less",
  wasserstein: "less",
  ksDistance: "less",
};

/** Whether figures are those without a bound; there is nothing to choose where no model works without one. */
export function setChoice(
  context: ComparisonContext,
  comparison: Comparison,
  key: string,
): HTMLElement | null {
  if (comparison.models.every(({ withoutBound }) => withoutBound === null)) return null;
  const choices: readonly Choice<FigureSet>[] = [
    { value: "withoutBound", text: t("without a bound") },
    { value: "atBound", text: t("at {0} of the range", boundText(comparison.bound)) },
  ];
  return segmented({
    key: `${key}-set`,
    label: t("Bound"),
    choices,
    value: shownSet(context, comparison),
    onChange: (set) => {
      context.choose({ set });
    },
  });
}

function columnFiguresTable(context: ComparisonContext, comparison: Comparison): TableData {
  const set = shownSet(context, comparison);
  const { figure } = context.view();
  const models = comparison.models.filter((model) => model[set] !== null);
  const labels = [
    ...new Set(models.flatMap((model) => model[set]?.columns.map(({ label }) => label) ?? [])),
  ];
  const change = `${set}.largestCorrelationChange`;
  const rows = models.map((model) => [
    ...labels.map((label) => figureCell(model, `${set}.columns.${label}.${figure}`)),
    figureCell(model, change),
  ]);
  const marked = markBestOfColumns(rows, [...labels.map(() => better[figure]), "nearZero"]);
  const names = namesOf(context, models);
  return {
    columns: [
      { title: t("run"), numeric: false },
      ...labels.map((title) => ({ title, numeric: true })),
      { title: t("largest change of a correlation"), numeric: true },
    ],
    rows: marked.map((row, index) => [names[index], ...row]),
  };
}
