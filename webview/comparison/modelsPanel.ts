import { type ComparedModel, type Comparison } from "../../src/protocol/comparison.js";
import { comparisonCsv, comparisonMarkdown } from "../../src/protocol/comparisonText.js";
import type { ComparedRun } from "../../src/protocol/comparisonPanelMessages.js";
import { formatCount, formatNumber, powerOfTen } from "../charts/numberFormat.js";
import { dataTable, type RichCell, type TableData } from "../dataTable.js";
import { t } from "../localize.js";
import { panelFrame } from "../panelFrame.js";
import { actionLink } from "../toolkit.js";
import {
  measuredComparison,
  measuredModel,
  nameOf,
  type ComparisonContext,
} from "./comparisonModel.js";
import { type Better, figureCell, markBestOfColumns, valueCell } from "./figureCell.js";
import { runName } from "./runSwatch.js";

/** One line per model: what it is, how long it takes, how small the files get; and all of it as a file. */
export function modelsPanel(context: ComparisonContext): HTMLElement {
  const comparison = measuredComparison(context.shown());
  const label = t("Models");
  const notes = [
    t("every byte counted, the model included · best of each column in bold"),
    ...(comparison?.models.some(networkLeftOut)
      ? [t("* smaller without its network, and written without it")]
      : []),
  ];
  return panelFrame(
    {
      title: label,
      note: notes.join(" · "),
      class: "scrolling",
      ...(comparison && { tools: exportLinks(context, comparison) }),
    },
    dataTable(modelsTable(context, comparison), {
      label,
      sorting: context.view().sortBy,
      onSort: (sortBy) => {
        context.choose({ sortBy });
      },
    }),
  );
}

/** All figures, not only those that the page shows. */
function exportLinks(context: ComparisonContext, comparison: Comparison): HTMLElement[] {
  const save = (extension: string, data: () => string) => (): void => {
    const file = { suggestedName: `comparison.${extension}`, data: data(), binary: false };
    context.send("saveFile", file);
  };
  return [
    actionLink(t("Copy as Markdown"), () => {
      context.send("copyText", { text: comparisonMarkdown(comparison) });
    }),
    actionLink(
      t("Save Markdown…"),
      save("md", () => comparisonMarkdown(comparison)),
    ),
    actionLink(
      t("CSV…"),
      save("csv", () => comparisonCsv(comparison)),
    ),
    actionLink(
      t("JSON…"),
      save("json", () => `${JSON.stringify(comparison, null, 2)}\n`),
    ),
  ];
}

interface Column {
  readonly title: string;
  readonly better: Better | null;
  readonly of: (model: ComparedModel) => RichCell;
}

function measuredColumns(bound: number): Column[] {
  const seconds = (title: string, name: string): Column => ({
    title,
    better: "less",
    // What was not trained takes no time, and wins nothing by that.
    of: (model) => (model.run === null ? valueCell(null, null) : figureCell(model, name)),
  });
  return [
    {
      title: t("ratio, no bound"),
      better: "more",
      of: (model) => figureCell(model, "withoutBound.ratio"),
    },
    { title: t("ratio at {0}", boundText(bound)), better: "more", of: ratioAtBound },
    { title: t("bits/row"), better: null, of: (model) => figureCell(model, "latentBits") },
    seconds(t("train [s]"), "trainSeconds"),
    seconds(t("compress [s]"), "withoutBound.compressSeconds"),
    seconds(t("decompress [s]"), "withoutBound.decompressSeconds"),
    seconds(t("compress at {0}", boundText(bound)), "atBound.compressSeconds"),
    seconds(t("decompress"), "atBound.decompressSeconds"),
  ];
}

function ratioAtBound(model: ComparedModel): RichCell {
  const cell = figureCell(model, "atBound.ratio");
  return networkLeftOut(model) ? { ...cell, text: `${cell.text} *` } : cell;
}

/** Whether the file at the bound is smaller without the network: then it is written without it. */
const networkLeftOut = ({ parameters, atBound }: ComparedModel): boolean =>
  parameters > 0 && atBound.modelBytes === 0;

/** A share of a range as a power of ten where it is one. */
export function boundText(bound: number): string {
  const exponent = Math.round(Math.log10(bound));
  return 10 ** exponent === bound ? powerOfTen(exponent) : formatNumber(bound);
}

function modelsTable(context: ComparisonContext, comparison: Comparison | null): TableData {
  const { runs, bound } = context.shown();
  const columns = comparison === null ? [] : measuredColumns(bound);
  const plain = comparison?.models.filter(({ run }) => run === null) ?? [];
  const lines = [
    ...runs.map((run, place) => ({
      head: runCells(context, run, place, measuredModel(comparison, run)),
      model: measuredModel(comparison, run),
    })),
    ...plain.map((model) => ({ head: plainCells(model), model })),
  ];
  const empty: RichCell = { text: "…", value: "" };
  const figures = markBestOfColumns(
    lines.map(({ model }) => columns.map(({ of }) => (model ? of(model) : empty))),
    columns.map(({ better }) => better),
  );
  return {
    columns: [
      { title: t("run"), numeric: false },
      { title: t("model"), numeric: false },
      { title: t("parameters"), numeric: true },
      { title: t("epochs"), numeric: true },
      { title: t("best validation"), numeric: true },
      ...columns.map(({ title }) => ({ title, numeric: true })),
    ],
    rows: lines.map(({ head }, index) => [...head, ...figures[index]]),
  };
}

function runCells(
  context: ComparisonContext,
  run: ComparedRun,
  place: number,
  model: ComparedModel | undefined,
): RichCell[] {
  const name = nameOf(run);
  const { progress, repeats } = run.record;
  const seeds = repeats === undefined ? "" : ` · ${t("{0} seeds", repeats.seeds.length)}`;
  const parameters = model?.parameters ?? run.record.model?.parameters ?? null;
  const type = run.record.model?.type ?? "";
  const kind = model ? `${model.type} ${model.architecture}` : type;
  return [
    {
      text: name,
      value: name,
      content: () => {
        const link = actionLink(name, () => {
          context.send("showRun", { key: run.key });
        });
        link.dataset.key = `run-${run.key}`;
        return runName(place, link);
      },
    },
    { text: kind + seeds, value: kind },
    parameters === null
      ? valueCell(null, null)
      : { text: formatCount(parameters), value: parameters },
    progress === null
      ? valueCell(null, null)
      : { text: formatCount(progress.epochs), value: progress.epochs },
    bestLossCell(run),
  ];
}

/** Code lengths carry their unit, so that nobody takes them for losses. */
function bestLossCell({ record }: ComparedRun): RichCell {
  const cell = valueCell(record.progress?.bestLoss ?? null, null, 4);
  if (cell.value === "" || record.model?.networks === undefined) return cell;
  return { ...cell, text: t("{0} bits/row", cell.text) };
}

function plainCells(model: ComparedModel): RichCell[] {
  return [
    { text: model.name, value: model.name, content: () => runName(null, model.name) },
    { text: model.architecture, value: model.architecture },
    ...[null, null, null].map(() => valueCell(null, null)),
  ];
}
