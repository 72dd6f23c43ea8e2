import type { Evaluation } from "../../src/protocol/evaluation.js";
import type { PeakFit } from "../../src/protocol/peakFit.js";
import { Board } from "../charts/board.js";
import { fitBins } from "../charts/fitBins.js";
import { fitChart, pullChart, type FitSide } from "../charts/fitChart.js";
import { formatCount, formatNumber } from "../charts/numberFormat.js";
import { legend, segmented } from "../controls.js";
import type { TableData } from "../dataTable.js";
import { element } from "../element.js";
import { t } from "../localize.js";
import { evaluationMissing } from "../notices.js";
import { isActive } from "../panelModel.js";
import { chartPanel } from "../panelFrame.js";
import type { Section, SectionContext } from "../section.js";
import { actionLink } from "../toolkit.js";
import { figuresPanel } from "./figuresPanel.js";
import { fitResultPanel, qualityText, shapeText } from "./fitResult.js";
import { suggestedFit } from "./suggestedFit.js";

/** What compression did to the physics: fitted peaks before and after, and the figures of every column. */
export function evaluationSection(context: SectionContext): Section {
  const board = new Board();
  const { evaluation } = context.shown();
  const root = element("div", { class: "content" });
  if (!evaluation) {
    root.append(evaluationMissing(context.shown(), context.send, t("Fits and figures")));
  } else {
    const fits = evaluation.fits ?? [];
    const chosen = Math.min(context.view().fit, fits.length - 1);
    const fit = fits[chosen];
    root.append(
      toolRow(context, evaluation, fits, chosen),
      ...(fit === undefined
        ? [noFit(context)]
        : [
            element(
              "div",
              { class: "row halves" },
              sidePanel(context, board, fit, "original"),
              sidePanel(context, board, fit, "decompressed"),
            ),
            fitResultPanel(fit),
          ]),
      figuresPanel(context, evaluation),
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

function toolRow(
  context: SectionContext,
  evaluation: Evaluation,
  fits: readonly PeakFit[],
  chosen: number,
): HTMLElement {
  const { run } = context.shown();
  return element(
    "div",
    { class: "toolRow" },
    fits.length > 1 &&
      segmented({
        key: "fit",
        label: t("Fit"),
        choices: fits.map((fit, index) => ({
          value: String(index),
          text: `${fit.label}: ${shapeText(fit)}`,
        })),
        value: String(chosen),
        onChange: (value) => {
          context.choose({ fit: Number(value) });
        },
      }),
    element("span", { class: "muted" }, eventsText(evaluation)),
    element("div", { class: "grow" }),
    ...(run.report === true
      ? []
      : [
          run.steerable &&
            !isActive(run.state) &&
            actionLink(t("Evaluate Again"), () => {
              context.send("evaluate", { key: run.key });
            }),
          actionLink(t("Compare Runs…"), () => {
            context.send("compareRuns", { key: run.key });
          }),
          actionLink(t("Export Report…"), () => {
            context.send("exportReport", { key: run.key });
          }),
        ]),
  );
}

/** Which events are shown, and what they count. */
export function eventsText(evaluation: Evaluation): string {
  const { selection, weight, rows, compression } = evaluation;
  const parts = [
    selection
      ? t(
          "Events with {0}: {1} of {3} by original values, {2} by decompressed ones.",
          selection.formula,
          formatCount(selection.original),
          formatCount(selection.decompressed),
          formatCount(rows),
        )
      : rows < compression.rows
        ? t(
            "{0} of {1} events, evenly spread: the file is too long to show all. Every value was checked against its bound.",
            formatCount(rows),
            formatCount(compression.rows),
          )
        : t("All {0} events.", formatCount(rows)),
    ...(weight === undefined
      ? []
      : [
          t(
            "Histograms, means, widths σ, rms, correlations and fits are weighted with {0}; medians, quantiles and distances are not.",
            weight,
          ),
        ]),
  ];
  return parts.join(" ");
}

function noFit(context: SectionContext): HTMLElement {
  const { run, evaluation } = context.shown();
  const fit = suggestedFit(evaluation?.columns ?? []);
  return element(
    "div",
    { class: "notice plain", attributes: { role: "note" } },
    element(
      "p",
      {},
      t("The config names no peak to fit. Where a column has one, add to the config:"),
    ),
    element("p", {}, element("code", {}, `"evaluation": { "fits": [${fit}] }`)),
    run.report !== true &&
      element(
        "p",
        { class: "links" },
        actionLink(t("Open Config"), () => {
          context.send("openConfig", { key: run.key });
        }),
      ),
  );
}

const noFitText = (fit: PeakFit, side: FitSide): string =>
  fit.tooCoarse === true && side === "decompressed"
    ? t("steps of stored values too coarse to fit")
    : t("too few entries to fit");

function sidePanel(
  context: SectionContext,
  board: Board,
  fit: PeakFit,
  side: FitSide,
): HTMLElement {
  const { peak } = fit[side];
  const name = side === "original" ? t("original") : t("decompressed");
  const unit = fit.unit ? ` ${fit.unit}` : "";
  return chartPanel(context, board, {
    id: `fit-${fit.label}-${side}`,
    title: element("span", {}, fit.label, element("span", { class: "unit" }, ` ${name}`)),
    note: peak ? qualityText(peak) : noFitText(fit, side),
    class: "fit",
    tools: [
      legend(side === "original" ? "originalPoints" : "decompressedPoints", t("data")),
      ...(peak ? [legend("curve", t("fit")), legend("background", t("background"))] : []),
    ],
    label: () =>
      peak
        ? t(
            "Spectrum of {0}, {1}, with a peak fitted at {2}, width {3}.",
            fit.label,
            name,
            `${formatNumber(peak.mean.value, 5)}${unit}`,
            `${formatNumber(peak.width.value)}${unit}`,
          )
        : t("Spectrum of {0}, {1}, without a fit.", fit.label, name),
    recipe: (theme) => fitChart(theme, fit, side),
    ...(peak && {
      below: {
        label: () =>
          t("Data minus fit in units of the uncertainty, for {0}, {1}.", fit.label, name),
        recipe: (theme: Parameters<typeof pullChart>[0]) => pullChart(theme, fit, side),
      },
    }),
    table: () => fitTable(fit, side),
  });
}

function fitTable(fit: PeakFit, side: FitSide): TableData {
  return {
    columns: [t("from"), t("to"), t("entries"), t("error"), t("fit"), t("pull")].map((title) => ({
      title,
      numeric: true,
    })),
    rows: fitBins(fit, fit[side]).map(({ from, to, entries, error, expected, pull }) => [
      from,
      to,
      entries,
      error,
      expected ?? "–",
      pull ?? "–",
    ]),
  };
}
