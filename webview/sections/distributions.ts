import type { ColumnEvaluation } from "../../src/protocol/evaluation.js";
import { beforeAfterChart } from "../charts/beforeAfterChart.js";
import { Board } from "../charts/board.js";
import { formatCount, formatExact, formatNumber } from "../charts/numberFormat.js";
import { ratioChart } from "../charts/ratioChart.js";
import { standsFarAbove } from "../charts/scales.js";
import { legend, segmented } from "../controls.js";
import type { TableData } from "../dataTable.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { evaluationMissing } from "../notices.js";
import { chartPanel, statistics } from "../panelFrame.js";
import type { Section, SectionContext } from "../section.js";
import { byDistance, shownColumn } from "./columnChoice.js";
import { columnList } from "./columnList.js";

/** Every column before and after, one at a time, with the ratio below. */
export function distributionsSection(context: SectionContext): Section {
  const board = new Board();
  const { evaluation } = context.shown();
  const root = element("div", { class: "content distributions" });
  const column =
    evaluation && shownColumn(evaluation, context.view().column, byDistance(evaluation.columns));
  if (!evaluation || !column) {
    root.append(evaluationMissing(context.shown(), context.send, t("Distributions")));
  } else {
    root.append(
      columnList(byDistance(evaluation.columns), column, (name) => {
        context.choose({ column: name });
      }),
      histogramPanel(context, board, column),
    );
  }
  return {
    element: root,
    update: () => context.shown().evaluation === evaluation && evaluation !== null,
    redraw: () => {
      board.redraw();
    },
    dispose: () => {
      board.dispose();
    },
  };
}

function histogramPanel(
  context: SectionContext,
  board: Board,
  column: ColumnEvaluation,
): HTMLElement {
  const { countScale, comparison } = context.view();
  const { beforeAfter } = column;
  const scale =
    countScale ??
    (beforeAfter.logY || standsFarAbove(beforeAfter.original.counts) ? "log" : "linear");
  return chartPanel(context, board, {
    id: `distribution-${column.label}`,
    title: element(
      "span",
      {},
      column.label,
      column.unit && element("span", { class: "unit" }, ` [${column.unit}]`),
    ),
    ...(column.formula !== undefined && { note: `= ${column.formula}` }),
    class: "tall",
    tools: [
      legend(
        "original",
        beforeAfter.original.errors ? t("original, √Σw² bars") : t("original, √N bars"),
      ),
      legend("decompressed", t("decompressed")),
      legend("band", bandText(comparison, beforeAfter.original.errors !== undefined)),
      segmented({
        key: "countScale",
        label: t("Scale of the entries"),
        choices: [
          { value: "linear", text: t("linear") },
          { value: "log", text: t("log") },
        ],
        value: scale,
        onChange: (value) => {
          context.choose({ countScale: value });
        },
      }),
      segmented({
        key: "comparison",
        label: t("Comparison"),
        choices: [
          { value: "ratio", text: t("ratio") },
          { value: "difference", text: t("difference") },
        ],
        value: comparison,
        onChange: (value) => {
          context.choose({ comparison: value });
        },
      }),
    ],
    label: () =>
      t(
        "Histogram of {0}, original and decompressed, {1} bins; mean {2} before and {3} after.",
        column.label,
        beforeAfter.original.counts.length,
        formatNumber(column.original.mean),
        formatNumber(column.decompressed.mean),
      ),
    recipe: (theme) => beforeAfterChart(theme, column, scale),
    below: {
      label: () =>
        comparison === "ratio"
          ? t("Decompressed over original, bin by bin, for {0}.", column.label)
          : t("Decompressed minus original, bin by bin, for {0}.", column.label),
      recipe: (theme) => ratioChart(theme, column, comparison),
    },
    table: () => beforeAfterTable(column),
    aside: columnStatistics(column),
  });
}

function bandText(comparison: "ratio" | "difference", weighted: boolean): string {
  if (comparison === "ratio")
    return weighted ? t("relative error, for scale") : t("√N / N, for scale");
  return weighted ? t("√Σw², for scale") : t("√N, for scale");
}

export function beforeAfterTable(column: ColumnEvaluation): TableData {
  const { edges, original, decompressed } = column.beforeAfter;
  const row = (from: number | string, to: number | string, before: number, after: number) => [
    from,
    to,
    before,
    after,
    before > 0 ? after / before : "–",
  ];
  const first = edges[0];
  const last = edges[edges.length - 1];
  const numeric = (title: string): { title: string; numeric: boolean } => ({
    title,
    numeric: true,
  });
  return {
    columns: [
      numeric(t("from")),
      numeric(t("to")),
      numeric(t("original")),
      numeric(t("decompressed")),
      numeric(t("ratio")),
    ],
    rows: [
      row("−∞", first, original.underflow, decompressed.underflow),
      ...original.counts.map((count, bin) =>
        row(edges[bin], edges[bin + 1], count, decompressed.counts[bin]),
      ),
      row(last, "∞", original.overflow, decompressed.overflow),
    ],
  };
}

function columnStatistics(column: ColumnEvaluation): HTMLElement {
  const { original, decompressed, beforeAfter } = column;
  const number = (value: number): string => formatNumber(value, 5);
  const row = (name: string, before: string, after: string): HTMLElement =>
    element(
      "tr",
      {},
      element("th", { attributes: { scope: "row" } }, name),
      element("td", { class: "number" }, before),
      element("td", { class: "number" }, after),
    );
  const both = (name: string, of: (side: typeof original) => string): HTMLElement =>
    row(name, of(original), of(decompressed));
  const table = element(
    "table",
    { class: "statistics", attributes: { "aria-label": t("Statistics") } },
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("td", {}),
        element("th", { class: "number", attributes: { scope: "col" } }, t("original")),
        element("th", { class: "number", attributes: { scope: "col" } }, t("decompr.")),
      ),
    ),
    element(
      "tbody",
      {},
      both(t("entries"), ({ entries }) => formatCount(entries)),
      both(t("mean"), ({ mean }) => number(mean)),
      both(t("std. dev."), ({ std }) => number(std)),
      both(t("minimum"), ({ min }) => number(min)),
      both(t("maximum"), ({ max }) => number(max)),
      row(
        t("underflow"),
        formatExact(beforeAfter.original.underflow),
        formatExact(beforeAfter.decompressed.underflow),
      ),
      row(
        t("overflow"),
        formatExact(beforeAfter.original.overflow),
        formatExact(beforeAfter.decompressed.overflow),
      ),
      both(t("zeros"), ({ zeros }) => formatCount(zeros)),
      both(t("NaN"), ({ nan }) => formatCount(nan)),
      both(t("infinite"), ({ infinite }) => formatCount(infinite)),
    ),
  );
  const unit = column.unit ? ` [${column.unit}]` : "";
  return element(
    "div",
    { class: "aside" },
    table,
    element("h3", {}, t("Distances")),
    statistics(
      [
        [`W₁${unit}`, formatNumber(column.wasserstein)],
        ["W₁ / σ", formatNumber(column.wassersteinOverSigma)],
        [t("KS distance D"), formatNumber(column.ksDistance)],
      ],
      t("Distances"),
    ),
    element("p", { class: "muted" }, t("Both sides are the same rows, so no p-value is given.")),
    element("h3", {}, t("Binning")),
    statistics(binningRows(column), t("Binning")),
  );
}

function binningRows(column: ColumnEvaluation): (readonly [string, string])[] {
  const { edges, logX } = column.beforeAfter;
  const unit = column.unit ? ` ${column.unit}` : "";
  const width = edges[1] - edges[0];
  return [
    [t("bins"), formatCount(edges.length - 1)],
    logX
      ? [t("bin width"), `× ${formatNumber(edges[1] / edges[0])}`]
      : [t("bin width"), `${formatNumber(width)}${unit}`],
    ...(column.absoluteBound !== null && column.absoluteBound > 0 && !logX
      ? [[t("bin width / bound"), formatNumber(width / column.absoluteBound, 3)] as const]
      : []),
    [t("bound"), boundText(column)],
    [t("shown"), `${formatNumber(edges[0])} … ${formatNumber(edges[edges.length - 1])}${unit}`],
  ];
}

/** "± 0.3662 GeV", or the bound in words. */
export function boundText(column: ColumnEvaluation): string {
  if (column.formula !== undefined) return t("derived");
  if (column.boundKind === "none") return t("none");
  if (column.boundKind === "relative") return column.bound;
  if (column.boundKind === "exact" || column.absoluteBound === null) return t("exact");
  return `± ${formatNumber(column.absoluteBound)}${column.unit ? ` ${column.unit}` : ""}`;
}
