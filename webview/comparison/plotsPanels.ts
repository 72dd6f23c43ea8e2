import type { ComparedPlots, Comparison } from "../../src/protocol/comparison.js";
import type { Board } from "../charts/board.js";
import {
  entriesOverlay,
  ratioOverlay,
  residualOverlay,
  type OverlaidBins,
  type Overlay,
} from "../charts/overlayCharts.js";
import { legend, segmented } from "../controls.js";
import type { TableData } from "../dataTable.js";
import { element, type Child } from "../element.js";
import { t } from "../localize.js";
import { chartPanel } from "../panelFrame.js";
import { dropdown } from "../toolkit.js";
import { setChoice } from "./columnFiguresPanel.js";
import type { ComparisonContext } from "./comparisonModel.js";
import { colorIndex, dashOf, runName } from "./runSwatch.js";
import { shownSet } from "./shownModels.js";

interface RunPlots {
  readonly name: string;
  /** Among all runs of the comparison: it decides on the colour. */
  readonly place: number;
  readonly plots: ComparedPlots;
}

/** Entries and residuals of one column under all models; empty where the engine gave no bins. */
export function plotsPanels(
  context: ComparisonContext,
  board: Board,
  comparison: Comparison,
): HTMLElement[] {
  const set = shownSet(context, comparison);
  const { runs } = context.shown();
  const models = comparison.models.filter(({ run }) => run !== null);
  const labels = [
    ...new Set(models.flatMap((model) => model[set]?.plots?.map(({ label }) => label) ?? [])),
  ];
  const chosen = context.view().column;
  const label = chosen !== null && labels.includes(chosen) ? chosen : labels[0];
  const shown = models.flatMap((model): RunPlots[] => {
    const plots = model[set]?.plots?.find((one) => one.label === label);
    const place = runs.findIndex(({ key }) => key === model.run);
    return plots === undefined ? [] : [{ name: model.name, place, plots }];
  });
  if (shown.length === 0) return [];
  return [
    element(
      "div",
      { class: "toolRow" },
      dropdown({
        label: t("Column"),
        choices: labels.map((value) => ({ value, text: value })),
        value: label,
        onChange: (column) => {
          context.choose({ column });
        },
      }),
      setChoice(context, comparison, "plots"),
      ...shown.map(({ name, place }) => runName(place, name)),
    ),
    element(
      "div",
      { class: "row halves" },
      entriesPanel(context, board, shown),
      residualPanel(context, board, shown),
    ),
  ];
}

function entriesPanel(
  context: ComparisonContext,
  board: Board,
  runs: readonly RunPlots[],
): HTMLElement {
  const [{ plots: first }] = runs;
  const { label, unit } = first;
  const { edges, original, logX, logY } = first.entries;
  const scale = context.view().entriesScale ?? (logY ? "log" : "linear");
  // One bound, one grid: edges differ only where inputs were read differently, and such runs stay out.
  const alike = runs.filter(({ plots }) => sameNumbers(plots.entries.edges, edges));
  const overlay: Overlay = {
    title: unit ? `${label} [${unit}]` : label,
    ...{ unit, scale, logX },
    runs: alike.map((run) => bins(run, edges, run.plots.entries.decompressed)),
  };
  return chartPanel(context, board, {
    id: "entries",
    title: t("Entries of {0}", label),
    class: "tall",
    tools: [
      legend("original", t("original")),
      scaleChoice("entries", scale, (entriesScale) => {
        context.choose({ entriesScale });
      }),
    ],
    label: () =>
      t("Histogram of {0}: the original, and what {1} runs made of it.", label, alike.length),
    recipe: (theme) => entriesOverlay(theme, overlay, edges, original),
    below: {
      label: () => t("Decompressed over original, bin by bin, for {0}.", label),
      recipe: (theme) => ratioOverlay(theme, overlay, edges, original),
    },
    table: () => ({
      columns: numericColumns([t("from"), t("to"), t("original"), ...alike.map(nameOf)]),
      rows: original.map((count, bin) => [
        edges[bin],
        edges[bin + 1],
        count,
        ...overlay.runs.map(({ counts }) => counts[bin]),
      ]),
    }),
  });
}

function residualPanel(
  context: ComparisonContext,
  board: Board,
  runs: readonly RunPlots[],
): HTMLElement {
  const [{ plots: first }] = runs;
  const { label, unit } = first;
  const scale = context.view().residualScale;
  const overlay: Overlay = {
    title: unit ? `Δ = x̂ − x [${unit}]` : "Δ = x̂ − x",
    ...{ unit, scale, logX: false },
    runs: runs.map((run) => bins(run, run.plots.residual.edges, run.plots.residual.counts)),
  };
  return chartPanel(context, board, {
    id: "residuals",
    title: t("Residual of {0}", label),
    note: t("each of area 1"),
    class: "tall",
    tools: [
      scaleChoice("residual", scale, (residualScale) => {
        context.choose({ residualScale });
      }),
    ],
    label: () => t("Residuals of {0} under {1} runs, each of area 1.", label, runs.length),
    recipe: (theme) => residualOverlay(theme, overlay),
    table: () => residualTable(overlay.runs),
  });
}

function residualTable(runs: readonly OverlaidBins[]): TableData {
  return {
    columns: [
      { title: t("run"), numeric: false },
      ...numericColumns([t("from"), t("to"), t("entries")]),
    ],
    rows: runs.flatMap(({ name, edges, counts }) =>
      counts.map((count, bin) => [name, edges[bin], edges[bin + 1], count]),
    ),
  };
}

const nameOf = ({ name }: RunPlots): string => name;

const numericColumns = (titles: readonly string[]): TableData["columns"] =>
  titles.map((title) => ({ title, numeric: true }));

const bins = (
  { name, place }: RunPlots,
  edges: readonly number[],
  counts: readonly number[],
): OverlaidBins => ({ name, color: colorIndex(place), dash: dashOf(place), edges, counts });

const sameNumbers = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);

function scaleChoice(
  key: string,
  value: "linear" | "log",
  onChange: (scale: "linear" | "log") => void,
): Child {
  return segmented({
    key: `${key}-scale`,
    label: t("Scale of the entries"),
    choices: [
      { value: "linear", text: t("linear") },
      { value: "log", text: t("log") },
    ],
    value,
    onChange,
  });
}
