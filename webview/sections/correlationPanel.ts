import type { Evaluation } from "../../src/protocol/evaluation.js";
import type { Board } from "../charts/board.js";
import {
  correlationDifference,
  correlationMatrix,
  matrixTable,
  paintMatrix,
  unitOf,
  type Matrix,
} from "../charts/correlationTable.js";
import { formatCount, formatNumber } from "../charts/numberFormat.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { panelFrame, statistics } from "../panelFrame.js";

/** Three matrices side by side and the pairs that changed most. They are tables already. */
export function correlationPanel(board: Board, evaluation: Evaluation): HTMLElement {
  const report = evaluation.correlations;
  const label = (name: string): string =>
    evaluation.columns.find((column) => column.name === name)?.label ?? name;
  const columns = report.columns.map(label);
  const difference = correlationDifference({ ...report, columns });
  const unit = unitOf(difference.exponent);
  const most = formatCount(difference.largest);
  const block = (matrix: Matrix, title: string, end: string | null): HTMLElement => {
    const table = matrixTable(matrix, title);
    board.addPainting((theme) => {
      paintMatrix(table, matrix, theme);
    });
    return element(
      "div",
      { class: "matrixBlock" },
      element(
        "div",
        { class: "matrixHead" },
        title,
        end !== null && element("span", { class: "matrixScale" }, `−${end}`, element("i", {}), end),
      ),
      table,
    );
  };
  const changed = difference.largest > 0;
  return panelFrame(
    {
      title: t("Correlations"),
      note: t("Pearson’s r; difference: decompressed − original"),
      class: "correlations",
    },
    block(correlationMatrix(columns, report.original), t("original [%]"), "100"),
    block(correlationMatrix(columns, report.decompressed), t("decompressed [%]"), null),
    block(
      difference.matrix,
      changed ? t("difference [{0}]", unit) : t("difference"),
      changed ? most : null,
    ),
    element(
      "div",
      { class: "matrixBlock pairs" },
      element(
        "div",
        { class: "matrixHead" },
        changed ? t("largest differences [{0}]", unit) : t("no differences"),
      ),
      changed &&
        statistics(
          difference.pairs
            .slice(0, 6)
            .map(({ first, second, value }) => [
              `${first}, ${second}`,
              formatNumber(value / 10 ** difference.exponent, 3),
            ]),
          t("largest differences"),
        ),
    ),
  );
}
