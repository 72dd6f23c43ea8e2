import type { ColumnEvaluation, Evaluation, Histogram } from "../../src/protocol/evaluation.js";
import { Board } from "../charts/board.js";
import { defaultDensity, densityChart } from "../charts/densityChart.js";
import { errorHistogramChart } from "../charts/errorHistogramChart.js";
import {
  formatCount,
  formatNumber,
  formatPercent,
  formatWithError,
} from "../charts/numberFormat.js";
import { profileChart } from "../charts/profileChart.js";
import { standsFarAbove } from "../charts/scales.js";
import { legend, segmented } from "../controls.js";
import type { TableData } from "../dataTable.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { evaluationMissing } from "../notices.js";
import { chartPanel, statistics } from "../panelFrame.js";
import type { Section, SectionContext } from "../section.js";
import { dropdown } from "../toolkit.js";
import { shownColumn } from "./columnChoice.js";
import { correlationPanel } from "./correlationPanel.js";
import { boundText } from "./distributions.js";

/** Residual, response, density and profile of a column, and the correlations of all. */
export function residualsSection(context: SectionContext): Section {
  const board = new Board();
  const { evaluation } = context.shown();
  const root = element("div", { class: "content" });
  const column = evaluation && shownColumn(evaluation, context.view().column);
  if (!evaluation || !column) {
    root.append(evaluationMissing(context.shown(), context.send, t("Residuals")));
  } else {
    const scale =
      context.view().residualScale ??
      (standsFarAbove(column.residual.counts, 8) ? "log" : "linear");
    root.append(
      toolRow(context, evaluation, column, scale),
      element(
        "div",
        { class: "row halves" },
        residualPanel(context, board, column, scale),
        responsePanel(context, board, column, scale),
      ),
      element(
        "div",
        { class: "row halves" },
        densityPanel(context, board, column),
        profilePanel(context, board, column),
      ),
      correlationPanel(board, evaluation),
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

/** Up to this many columns stand side by side; more are chosen from a list. */
const mostSegments = 12;

function toolRow(
  context: SectionContext,
  evaluation: Evaluation,
  column: ColumnEvaluation,
  scale: "linear" | "log",
): HTMLElement {
  const choices = evaluation.columns.map(({ name, label }) => ({ value: name, text: label }));
  const letters = choices.reduce((sum, { text }) => sum + text.length + 3, 0);
  const choose = (name: string): void => {
    context.choose({ column: name });
  };
  const options = { label: t("Column"), choices, value: column.name, onChange: choose };
  return element(
    "div",
    { class: "toolRow" },
    choices.length <= mostSegments && letters < 110
      ? segmented({ key: "column", ...options })
      : dropdown(options),
    element(
      "span",
      { class: "muted" },
      column.formula !== undefined
        ? t("x original, x̂ decompressed, Δ = x̂ − x. Derived: {0}.", column.formula)
        : column.boundKind === "none"
          ? t("x original, x̂ decompressed, Δ = x̂ − x. This column has no bound.")
          : t("x original, x̂ decompressed, Δ = x̂ − x. Bound {0}.", boundText(column)),
    ),
    element("div", { class: "grow" }),
    column.absoluteBound !== null && legend("bound", t("bound")),
    segmented({
      key: "residualScale",
      label: t("Scale of the entries"),
      choices: [
        { value: "linear", text: t("linear") },
        { value: "log", text: t("log") },
      ],
      value: scale,
      onChange: (value) => {
        context.choose({ residualScale: value });
      },
    }),
  );
}

function residualPanel(
  context: SectionContext,
  board: Board,
  column: ColumnEvaluation,
  scale: "linear" | "log",
): HTMLElement {
  const found = column.residualStatistics;
  const { residual } = column;
  const unit = column.unit ? ` [${column.unit}]` : "";
  return chartPanel(context, board, {
    id: `residual-${column.label}`,
    title: t("Residual"),
    note: t("shaded: median ± σ₆₈"),
    class: "chartWithNumbers",
    label: () =>
      t(
        "Histogram of the residuals of {0}: mean {1}, σ₆₈ {2}, largest {3}.",
        column.label,
        formatNumber(found.mean, 3),
        formatNumber(found.sigma68),
        formatNumber(found.maxAbs),
      ),
    recipe: (theme) =>
      errorHistogramChart(theme, {
        histogram: residual,
        title: `x̂ − x${unit}`,
        unit: column.unit,
        scale,
        median: found.median,
        sigma68: found.sigma68,
        bound: column.absoluteBound,
      }),
    table: () => histogramTable(residual),
    aside: statistics(
      [
        [t("mean"), formatWithError(found.mean, found.meanError)],
        [t("median"), formatNumber(found.median, 3)],
        [t("RMS"), formatNumber(found.rms)],
        ["σ₆₈", formatNumber(found.sigma68)],
        [t("99.9 % of |Δ|"), formatNumber(found.q999)],
        [t("max |Δ|"), formatNumber(found.maxAbs)],
        found.outsideBound === null
          ? [t("outside axis"), formatCount(residual.underflow + residual.overflow)]
          : [t("outside bound"), formatCount(found.outsideBound)],
      ],
      t("Residual"),
    ),
  });
}

function responsePanel(
  context: SectionContext,
  board: Board,
  column: ColumnEvaluation,
  scale: "linear" | "log",
): HTMLElement {
  const { response } = column;
  const threshold = `${formatNumber(response.threshold, 2)}${column.unit ? ` ${column.unit}` : ""}`;
  return chartPanel(context, board, {
    id: `response-${column.label}`,
    title: t("Response"),
    note: t("shaded: median ± σ₆₈; only |x| > {0}", threshold),
    class: "chartWithNumbers",
    label: () =>
      t(
        "Histogram of (x̂ − x) / x of {0} in per cent: mean {1}, σ₆₈ {2}.",
        column.label,
        formatNumber(response.mean, 3),
        formatNumber(response.sigma68),
      ),
    recipe: (theme) =>
      errorHistogramChart(theme, {
        histogram: response.histogram,
        title: "(x̂ − x) / x [%]",
        unit: "%",
        scale,
        median: response.median,
        sigma68: response.sigma68,
        bound: null,
      }),
    table: () => histogramTable(response.histogram),
    aside: statistics(
      [
        [t("mean [%]"), formatNumber(response.mean, 3)],
        [t("median [%]"), formatNumber(response.median, 3)],
        [t("RMS [%]"), formatNumber(response.rms)],
        ["σ₆₈ [%]", formatNumber(response.sigma68)],
        [t("underflow"), formatCount(response.histogram.underflow)],
        [t("overflow"), formatCount(response.histogram.overflow)],
        [t("excluded"), formatCount(response.excluded)],
      ],
      t("Response"),
    ),
  });
}

function densityPanel(
  context: SectionContext,
  board: Board,
  column: ColumnEvaluation,
): HTMLElement {
  const mode = context.view().density ?? defaultDensity(column);
  const { density } = column;
  const total = density.counts.reduce((sum, count) => sum + count, 0);
  const bins = density.xEdges.length - 1;
  return chartPanel(context, board, {
    id: `density-${column.label}`,
    title: t("Density"),
    note: t("{0} values, log colour", formatCount(total)),
    tools: [
      segmented({
        key: "density",
        label: t("Vertical axis"),
        choices: [
          { value: "decompressed", text: t("x̂ against x") },
          { value: "residual", text: t("Δ against x") },
        ],
        value: mode,
        onChange: (value) => {
          context.choose({ density: value });
        },
      }),
    ],
    label: () =>
      t(
        "Map of {0} values of {1}: {2} against the original, on {3} by {4} cells.",
        formatCount(total),
        column.label,
        mode === "residual" ? t("residual") : t("decompressed"),
        bins,
        density.yEdges.length - 1,
      ),
    recipe: (theme) => densityChart(theme, column, mode),
    table: () => ({
      columns: ["x", "x", "Δ", "Δ"]
        .map((name, index) => ({
          title: `${name} ${index % 2 ? t("to") : t("from")}`,
          numeric: true,
        }))
        .concat({ title: t("entries"), numeric: true }),
      rows: density.counts.flatMap((count, cell) => {
        if (count === 0) return [];
        const row = Math.floor(cell / bins);
        const bin = cell % bins;
        return [
          [
            density.xEdges[bin],
            density.xEdges[bin + 1],
            density.yEdges[row],
            density.yEdges[row + 1],
            count,
          ],
        ];
      }),
    }),
  });
}

function profilePanel(
  context: SectionContext,
  board: Board,
  column: ColumnEvaluation,
): HTMLElement {
  const largest = Math.max(...column.profile.map(({ mean }) => Math.abs(mean)), 0);
  const share = column.original.std > 0 ? largest / column.original.std : 0;
  return chartPanel(context, board, {
    id: `profile-${column.label}`,
    title: t("Profile"),
    note: t("mean of Δ; bars 16 to 84 %"),
    label: () =>
      t(
        "Mean residual of {0} in {1} quantile bins of the original; the largest is {2}, {3} of σ.",
        column.label,
        column.profile.length,
        formatNumber(largest, 3),
        formatPercent(share),
      ),
    recipe: (theme) => profileChart(theme, column),
    table: () => ({
      columns: [t("from"), t("to"), t("entries"), t("mean x"), t("mean Δ"), "16 %", "84 %"].map(
        (title) => ({ title, numeric: true }),
      ),
      rows: column.profile.map(({ from, to, entries, x, mean, low, high }) => [
        from,
        to,
        entries,
        x,
        mean,
        low,
        high,
      ]),
    }),
  });
}

export function histogramTable(histogram: Histogram): TableData {
  const { edges, counts, underflow, overflow } = histogram;
  return {
    columns: [t("from"), t("to"), t("entries")].map((title) => ({ title, numeric: true })),
    rows: [
      ["−∞", edges[0], underflow],
      ...counts.map((count, bin) => [edges[bin], edges[bin + 1], count]),
      [edges[edges.length - 1], "∞", overflow],
    ],
  };
}
