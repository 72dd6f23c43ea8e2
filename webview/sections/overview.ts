import type { Evaluation } from "../../src/protocol/evaluation.js";
import { Board } from "../charts/board.js";
import { formatNumber } from "../charts/numberFormat.js";
import {
  boundShareText,
  normalizedResiduals,
  residualBoxes,
  type NormalizedResidual,
} from "../charts/residualBoxes.js";
import { readTheme, type Theme } from "../charts/theme.js";
import { paintThumbnail } from "../charts/thumbnail.js";
import { legend } from "../controls.js";
import type { TableData } from "../dataTable.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { evaluationMissing, phaseList } from "../notices.js";
import { chartPanel, panelFrame } from "../panelFrame.js";
import type { Section, SectionContext } from "../section.js";
import { verdictOf, type Verdict } from "../verdict.js";
import type { ShownRun } from "../panelModel.js";
import { lossPanel } from "./lossPanel.js";
import { trialsPanel } from "./trialsPanel.js";
import { summaryCards } from "./summaryCards.js";

/** Verdict, cards, residuals of all columns, the loss, and every column before and after. */
export function overviewSection(context: SectionContext): Section {
  const board = new Board();
  const { evaluation } = context.shown();
  const drawn = drawnOf(context.shown());
  const root = element("div", { class: "content" });
  if (!evaluation && drawn === "nothing") root.append(phaseList(context.shown()));
  else if (!evaluation) {
    root.append(
      drawn === "trials"
        ? trialsPanel(context, board, "tall")
        : lossPanel(context, board, { id: "loss-overview", class: "tall", compact: false }),
      evaluationMissing(context.shown(), context.send, t("Verdict and plots")),
    );
  } else {
    root.append(
      verdictLine(verdictOf(evaluation)),
      summaryCards(evaluation),
      element(
        "div",
        { class: "row split64" },
        residualPanel(context, board, evaluation),
        lossPanel(context, board, { id: "loss-overview", class: "", compact: true }),
      ),
      thumbnailPanel(context, board, evaluation),
    );
  }
  return {
    element: root,
    update: () => {
      const now = context.shown();
      if (now.evaluation !== evaluation || drawn === "nothing") return false;
      if (drawnOf(now) !== drawn) return false;
      board.refresh();
      return true;
    },
    redraw: () => {
      board.redraw();
    },
    dispose: () => {
      board.dispose();
    },
  };
}

/** What there is to draw of the training. */
function drawnOf({ metrics }: ShownRun): "nothing" | "trials" | "curves" {
  const kinds = new Set(metrics.map(({ kind }) => kind));
  if (kinds.has("train") || kinds.has("validation")) return "curves";
  return kinds.has("trial") ? "trials" : "nothing";
}

const svg = "http://www.w3.org/2000/svg";

function verdictLine(verdict: Verdict): HTMLElement {
  const icon = document.createElementNS(svg, "svg");
  icon.setAttribute("viewBox", "0 0 22 22");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg, "path");
  const shapes = {
    good: "M11 1.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19M6.5 11.3l3.2 3.2 6-6.6",
    warning: "M11 2.2L20.6 19.5H1.4ZM11 8.5v5.2M11 16v1.4",
    bad: "M11 1.5a9.5 9.5 0 1 0 0 19a9.5 9.5 0 1 0 0-19M7.5 7.5l7 7M14.5 7.5l-7 7",
  };
  path.setAttribute("d", shapes[verdict.tone]);
  icon.append(path);
  return element(
    "div",
    { class: `verdict ${verdict.tone}` },
    icon,
    element(
      "div",
      {},
      element("p", { class: "big" }, verdict.headline),
      element("p", { class: "small" }, verdict.details.join(" ")),
    ),
  );
}

function residualPanel(context: SectionContext, board: Board, evaluation: Evaluation): HTMLElement {
  const residuals = normalizedResiduals(evaluation.columns);
  const bounded = residuals.some(({ bound }) => bound !== null);
  const worst = residuals[0];
  return chartPanel(context, board, {
    id: "normalized-residuals",
    title: t("Normalised residuals"),
    tools: [
      legend("box", t("16 to 84 %")),
      element("span", { class: "optional" }, t("whiskers 0.1 to 99.9 %")),
      bounded && legend("bound", t("bound")),
    ],
    label: () =>
      worst
        ? t(
            "Box and whiskers of (x̂ − x) / σ for {0} columns; the widest is {1} with an RMS of {2} σ.",
            residuals.length,
            worst.column.label,
            formatNumber(worst.rms, 3),
          )
        : t("No columns."),
    recipe: (theme) => residualBoxes(theme, residuals),
    table: () => residualTable(residuals),
    minHeight: 30 * residuals.length + 70,
  });
}

export function residualTable(residuals: readonly NormalizedResidual[]): TableData {
  const numeric = (title: string): { title: string; numeric: boolean } => ({
    title,
    numeric: true,
  });
  return {
    columns: [
      { title: t("column"), numeric: false },
      numeric("0.1 %"),
      numeric("16 %"),
      numeric(t("median")),
      numeric("84 %"),
      numeric("99.9 %"),
      numeric(t("RMS/σ")),
      numeric(t("σ₆₈/σ")),
      numeric(t("bound / σ")),
      numeric(t("max / bound")),
    ],
    rows: residuals.map((residual) => [
      residual.column.label,
      ...residual.quantiles,
      residual.rms,
      residual.sigma68,
      residual.bound ?? "–",
      residual.shareOfBound === null
        ? boundShareText(residual)
        : { text: boundShareText(residual), value: residual.shareOfBound },
    ]),
  };
}

function thumbnailPanel(
  context: SectionContext,
  board: Board,
  evaluation: Evaluation,
): HTMLElement {
  const thumbnails = evaluation.columns.map((column) => ({
    column,
    canvas: element("canvas", { attributes: { "aria-hidden": "true" } }),
  }));
  const paint = (theme: Theme): void => {
    for (const { column, canvas } of thumbnails) paintThumbnail(canvas, column.beforeAfter, theme);
  };
  board.addPainting(paint);
  const cells = thumbnails.map(({ column, canvas }) => {
    const distance = `W₁ ${formatNumber(column.wassersteinOverSigma, 3)}`;
    return element(
      "button",
      {
        class: "thumbnail",
        title: t("Show the distribution of {0}", column.name),
        attributes: {
          type: "button",
          "aria-label": t(
            "{0}, before and after; {1} σ. Show its distribution.",
            column.label,
            distance,
          ),
        },
        on: {
          click: () => {
            context.choose({ tab: "distributions", column: column.name });
          },
        },
      },
      element(
        "span",
        { class: "name" },
        column.label,
        column.unit && element("span", { class: "muted" }, ` [${column.unit}]`),
      ),
      canvas,
      element("span", { class: "muted" }, distance),
    );
  });
  const grid = element("div", { class: "thumbnailGrid" }, ...cells);
  // The size is known only once the grid stands in the page.
  new ResizeObserver(() => {
    paint(readTheme());
  }).observe(grid);
  return panelFrame(
    {
      title: t("Columns before and after"),
      note: t("entries on a log scale; W₁ is the Wasserstein distance in units of the column’s σ"),
      class: "thumbnails",
      tools: [legend("original", t("original")), legend("decompressed", t("decompressed"))],
    },
    grid,
  );
}
